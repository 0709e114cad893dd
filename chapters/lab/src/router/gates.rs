//! Gates and losses of what was chosen, differentiable.

use anyhow::Result;
use candle_core::{D, Device, Tensor};
use candle_nn::ops::{sigmoid, softmax};

use super::{Choice, GAMMA, array, tensor};

/// The gates of `dselect_k` and the mean entropy of its selectors, differentiable.
pub(crate) fn smooth(selectors: &Tensor, mixing: &Tensor) -> Result<(Tensor, Tensor)> {
    let (tokens, k, bits) = selectors.dims3()?;
    // At both ends of the range the polynomial is exactly 0 and 1, with slope 0.
    let t = (selectors.clamp(-GAMMA / 2.0, GAMMA / 2.0)? / GAMMA)?;
    let s = ((t.powf(3.0)? * -2.0)? + (&t * 1.5)?)?.affine(1.0, 0.5)?;
    let mut codes = Tensor::ones((tokens, k, 1), candle_core::DType::F32, &Device::Cpu)?;
    for bit in 0..bits {
        let one = s.narrow(2, bit, 1)?;
        let zero = one.affine(-1.0, 1.0)?;
        let both = [codes.broadcast_mul(&zero)?, codes.broadcast_mul(&one)?];
        codes = Tensor::stack(&both, 3)?.reshape((tokens, k, 2 << bit))?;
    }
    let gates = softmax(mixing, D::Minus1)?.unsqueeze(2)?.broadcast_mul(&codes)?.sum(1)?;
    let entropy = (&codes * (&codes + 1e-6)?.log()?)?.sum(2)?.neg()?.mean_all()?;
    Ok((gates, entropy))
}

/// Probabilities over all experts, of those that were kept.
pub(crate) fn of_softmax(logits: &Tensor, choice: &Choice) -> Result<Tensor> {
    Ok((softmax(logits, D::Minus1)? * choice.mask()?)?)
}

/// Sigmoids of those that were kept.
pub(crate) fn of_sigmoid(logits: &Tensor, choice: &Choice) -> Result<Tensor> {
    Ok((sigmoid(logits)? * choice.mask()?)?)
}

/// Of positive scores, those that were chosen, divided by their sum, and then only those that were kept: a token that loses one
/// expert keeps the other's share.
pub(crate) fn shared(scores: &Tensor, choice: &Choice) -> Result<Tensor> {
    let chosen = (scores * tensor(&choice.chosen)?)?;
    let gates = chosen.broadcast_div(&chosen.sum_keepdim(1)?)?;
    Ok((gates * choice.mask()?)?)
}

/// What `balance_loss` computes, differentiable in the probabilities.
pub(crate) fn balance_of(logits: &Tensor, choice: &Choice) -> Result<Tensor> {
    let (tokens, experts) = choice.chosen.dim();
    let total = choice.chosen.sum();
    let shares: Vec<f32> = choice.counts().iter().map(|&count| count as f32 / total).collect();
    let shares = Tensor::from_vec(shares, (1, experts), &Device::Cpu)?;
    let mean = softmax(logits, D::Minus1)?;
    Ok((mean.broadcast_mul(&shares)?.sum_all()? * (experts as f64 / tokens as f64))?)
}

/// The squared coefficient of variation of some sums.
pub(crate) fn variation(sums: &Tensor) -> Result<Tensor> {
    let mean = sums.mean_all()?;
    let variance = sums.broadcast_sub(&mean)?.sqr()?.mean_all()?;
    Ok((variance / (mean.sqr()? + 1e-10)?)?)
}

/// How likely each expert is to be among the best k if only its own noise is drawn again.
pub(crate) fn probability(clean: &Tensor, noisy: &Tensor, deviation: &Tensor, k: usize) -> Result<Tensor> {
    let values = array(noisy)?;
    let (tokens, experts) = values.dim();
    let mut thresholds: Vec<u32> = Vec::with_capacity(tokens * experts);
    for row in values.rows() {
        let mut order: Vec<usize> = (0..experts).collect();
        order.sort_by(|&a, &b| row[b].total_cmp(&row[a]).then(a.cmp(&b)));
        let within = |expert| order[..k].contains(&expert);
        thresholds.extend((0..experts).map(|e| order[if within(e) { k } else { k - 1 }] as u32));
    }
    let thresholds = Tensor::from_vec(thresholds, (tokens, experts), &Device::Cpu)?;
    let threshold = noisy.contiguous()?.gather(&thresholds, 1)?;
    let z = ((clean - threshold)? / deviation)?;
    Ok(((z / 2f64.sqrt())?.erf()?.affine(0.5, 0.5))?)
}

/// `ln(1 + exp(x))`, of moderate x.
pub(crate) fn softplus(x: &Tensor) -> Result<Tensor> {
    Ok((x.exp()? + 1.0)?.log()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::{balance, top_1};
    use moe::answers;
    use ndarray::array;

    #[test]
    fn candle_and_the_chapter_agree_on_dselect() {
        let selectors = Tensor::new(&[[[0.2_f32, -0.1], [-0.4, 0.6]]], &Device::Cpu).unwrap();
        let mixing = Tensor::new(&[[0.3_f32, -0.2]], &Device::Cpu).unwrap();
        let (gates, _) = smooth(&selectors, &mixing).unwrap();
        let expected = answers::dselect_k::gate(
            array![[0.2, -0.1], [-0.4, 0.6]].view(),
            array![0.3, -0.2].view(),
            4,
            GAMMA as f32,
        );
        for (found, expected) in gates.to_vec2::<f32>().unwrap()[0].iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
        assert!((expected[1] - 0.414_296).abs() < 1e-5, "the golden value");
    }

    #[test]
    fn candle_and_the_chapter_agree_on_the_balance_loss() {
        let logits = array![[1.0, 0.2, -0.3], [0.1, 0.5, 0.0], [2.0, -1.0, 0.3], [0.0, 0.1, 0.4]];
        let choice = top_1(logits.view(), 4).unwrap();
        let found = balance_of(&tensor(&logits).unwrap(), &choice).unwrap().to_scalar::<f32>().unwrap();
        assert!((f64::from(found) - balance(logits.view())).abs() < 1e-5);
    }

    #[test]
    fn the_probability_of_being_chosen_is_the_golden_one() {
        let row = |values: [f32; 4]| Tensor::new(&[values], &Device::Cpu).unwrap();
        let clean = row([0.5, 0.2, -0.1, 0.9]);
        let deviation = softplus(&row([0.0, 0.5, -0.5, 0.2])).unwrap();
        let noisy = (&clean + (&deviation * row([0.3, -1.1, 0.7, -0.4])).unwrap()).unwrap();
        let found = probability(&clean, &noisy, &deviation, 2).unwrap().to_vec2::<f32>().unwrap();
        for (found, expected) in found[0].iter().zip([0.650_568, 0.347_944, 0.075_510, 0.798_740]) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }
}
