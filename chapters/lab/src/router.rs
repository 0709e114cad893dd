//! Where the chapter's functions choose. Each gets plain numbers, and what it chooses becomes a matrix of ones and zeros by
//! which candle's differentiable gates are multiplied.
//!
//! The functions may be a reader's, so what they return is looked at before it is used.

use anyhow::{Result, ensure};
use candle_core::{D, Device, Tensor};
use candle_nn::ops::{sigmoid, softmax};
use ndarray::{Array1, Array2, ArrayView2};

use moe::{Groups, answers};

/// Which token goes to which expert: matrices of shape (tokens, experts) of ones and zeros.
pub(crate) struct Choice {
    /// What was chosen.
    pub(crate) chosen: Array2<f32>,
    /// What of it found a place.
    pub(crate) kept: Array2<f32>,
}

impl Choice {
    fn nothing(shape: (usize, usize)) -> Choice {
        Choice { chosen: Array2::zeros(shape), kept: Array2::zeros(shape) }
    }

    /// A token chooses an expert.
    fn add(&mut self, who: &str, token: usize, expert: usize, kept: bool) -> Result<()> {
        let (tokens, experts) = self.chosen.dim();
        ensure!(
            token < tokens && expert < experts,
            "{who} sends token {token} to expert {expert}: there is none"
        );
        self.chosen[[token, expert]] = 1.0;
        self.kept[[token, expert]] = f32::from(u8::from(kept));
        Ok(())
    }

    /// Places are given in the order of the tokens until an expert has no more.
    fn first_come(mut self, capacity: usize) -> Choice {
        for (chosen, mut kept) in self.chosen.columns().into_iter().zip(self.kept.columns_mut()) {
            let mut left = capacity;
            for (&chosen, kept) in chosen.iter().zip(&mut kept) {
                *kept = if left > 0 { chosen } else { 0.0 };
                left -= usize::from(*kept > 0.0);
            }
        }
        self
    }

    /// How many tokens chose each expert, whether there was a place or not.
    pub(crate) fn counts(&self) -> Vec<usize> {
        self.chosen.columns().into_iter().map(|column| column.sum() as usize).collect()
    }

    /// The share of what was chosen that found no place.
    pub(crate) fn dropped(&self) -> f64 {
        1.0 - f64::from(self.kept.sum()) / f64::from(self.chosen.sum().max(1.0))
    }

    /// The places as a constant of candle.
    pub(crate) fn mask(&self) -> Result<Tensor> {
        tensor(&self.kept)
    }
}

pub(crate) fn tensor(array: &Array2<f32>) -> Result<Tensor> {
    let values: Vec<f32> = array.iter().copied().collect();
    Ok(Tensor::from_vec(values, array.dim(), &Device::Cpu)?)
}

/// The numbers of a matrix, without what they came from.
pub(crate) fn array(tensor: &Tensor) -> Result<Array2<f32>> {
    let shape = tensor.dims2()?;
    Ok(Array2::from_shape_vec(shape, tensor.flatten_all()?.to_vec1::<f32>()?)?)
}

fn as_many<T>(who: &str, found: &[T], expected: usize, what: &str) -> Result<()> {
    ensure!(found.len() == expected, "{who} returned {} {what}, and there are {expected}", found.len());
    Ok(())
}

/// The places of each expert.
pub(crate) fn capacity(tokens: usize, experts: usize, factor: Option<f32>) -> usize {
    factor.map_or(tokens, |factor| answers::switch::capacity(tokens, experts, factor))
}

/// The best expert of each token: `switch`.
pub(crate) fn top_1(logits: ArrayView2<f32>, capacity: usize) -> Result<Choice> {
    let routed = answers::switch::route(logits, capacity);
    as_many("switch::route", &routed, logits.nrows(), "tokens")?;
    let mut choice = Choice::nothing(logits.dim());
    for (token, routed) in routed.iter().enumerate() {
        choice.add("switch::route", token, routed.expert, routed.slot.is_some())?;
    }
    Ok(choice)
}

/// The best two, first choices first: `gshard`.
pub(crate) fn top_2(logits: ArrayView2<f32>, capacity: usize) -> Result<Choice> {
    let routed = answers::gshard::route(logits, capacity);
    as_many("gshard::route", &routed, logits.nrows(), "tokens")?;
    let mut choice = Choice::nothing(logits.dim());
    for (token, routed) in routed.iter().enumerate() {
        for routed in routed {
            choice.add("gshard::route", token, routed.expert, routed.slot.is_some())?;
        }
    }
    Ok(choice)
}

/// The best k after noise: `noisy_top_k`.
pub(crate) fn noisy(
    clean: ArrayView2<f32>,
    scale: ArrayView2<f32>,
    noise: ArrayView2<f32>,
    k: usize,
    capacity: usize,
) -> Result<Choice> {
    let gates = answers::noisy_top_k::noisy_top_k(clean, scale, noise, k);
    ensure!(gates.dim() == clean.dim(), "noisy_top_k returned {:?}, not {:?}", gates.dim(), clean.dim());
    let chosen = gates.mapv(|gate| f32::from(u8::from(gate > 0.0)));
    Ok(Choice { kept: chosen.clone(), chosen }.first_come(capacity))
}

/// The best k without noise.
pub(crate) fn top_k(logits: ArrayView2<f32>, k: usize) -> Result<Choice> {
    let zeros = Array2::zeros(logits.dim());
    noisy(logits, zeros.view(), zeros.view(), k, logits.nrows())
}

/// The best k of sigmoids with a bias: `deepseek`, with a single group.
pub(crate) fn biased(
    logits: ArrayView2<f32>,
    bias: &Array1<f32>,
    k: usize,
    capacity: usize,
) -> Result<Choice> {
    let config = Groups { groups: 1, kept: 1, k, scale: 1.0 };
    let mut choice = Choice::nothing(logits.dim());
    for (token, row) in logits.rows().into_iter().enumerate() {
        let experts = answers::deepseek::route(row, bias.view(), &config);
        as_many("deepseek::route", &experts, k, "experts")?;
        for (expert, _) in experts {
            choice.add("deepseek::route", token, expert, true)?;
        }
    }
    Ok(choice.first_come(capacity))
}

/// The bias after a step: `bias_update`.
pub(crate) fn next_bias(bias: &Array1<f32>, counts: &[usize], rate: f32) -> Result<Array1<f32>> {
    let next = answers::bias_update::bias_update(bias.view(), counts, rate);
    as_many("bias_update", next.as_slice().unwrap_or_default(), bias.len(), "biases")?;
    Ok(next)
}

fn single(who: &str, experts: &[usize], shape: (usize, usize), capacity: usize) -> Result<Choice> {
    as_many(who, experts, shape.0, "tokens")?;
    let mut choice = Choice::nothing(shape);
    for (token, &expert) in experts.iter().enumerate() {
        choice.add(who, token, expert, true)?;
    }
    Ok(choice.first_come(capacity))
}

/// As many tokens for each expert, by Sinkhorn's iterations: `sinkhorn`.
pub(crate) fn sinkhorn(logits: ArrayView2<f32>, iterations: usize, capacity: usize) -> Result<Choice> {
    single("sinkhorn::choose", &answers::sinkhorn::choose(logits, iterations), logits.dim(), capacity)
}

/// How many tokens `base` is given at a time. As in training on many machines each group is assigned for itself, and a group
/// is about what the exercise promises.
const GROUP: usize = 32;

/// Exactly as many for each, with the largest sum: `base`, group by group, of affinities in steps of 1/64, which is what the
/// exercise promises too.
pub(crate) fn base(affinities: ArrayView2<f32>) -> Result<Choice> {
    let steps = affinities.mapv(|affinity| (64.0 * affinity).round().clamp(-1024.0, 1024.0) / 64.0);
    let mut experts = Vec::with_capacity(steps.nrows());
    for group in steps.axis_chunks_iter(ndarray::Axis(0), GROUP) {
        experts.extend(answers::base::assign(group));
    }
    single("base::assign", &experts, affinities.dim(), affinities.nrows())
}

/// By a table, whatever the logits say.
pub(crate) fn hashed(table: &[usize], keys: &[usize], experts: usize, capacity: usize) -> Result<Choice> {
    let chosen: Vec<usize> = keys.iter().map(|&key| table[key]).collect();
    single("hash::balanced", &chosen, (keys.len(), experts), capacity)
}

/// The table of `hash`: keys by how often they come.
pub(crate) fn table(counts: &[usize], experts: usize) -> Result<Vec<usize>> {
    let table = answers::hash::balanced(counts, experts);
    as_many("hash::balanced", &table, counts.len(), "keys")?;
    Ok(table)
}

/// Experts choose: `expert_choice`.
pub(crate) fn by_experts(logits: ArrayView2<f32>, capacity: usize) -> Result<Choice> {
    let experts = answers::expert_choice::choose(logits, capacity);
    as_many("expert_choice::choose", &experts, logits.ncols(), "experts")?;
    let mut choice = Choice::nothing(logits.dim());
    for (expert, tokens) in experts.iter().enumerate() {
        for &(token, _) in tokens {
            choice.add("expert_choice::choose", token, expert, true)?;
        }
    }
    Ok(choice)
}

/// The value of `balance_loss`.
pub(crate) fn balance(logits: ArrayView2<f32>) -> f64 {
    f64::from(answers::balance_loss::balance_loss(logits))
}

/// Sinkhorn's plan: `sinkhorn`.
pub(crate) fn plan(logits: ArrayView2<f32>, iterations: usize) -> Result<Array2<f32>> {
    let plan = answers::sinkhorn::plan(logits, iterations);
    ensure!(plan.dim() == logits.dim(), "sinkhorn::plan returned {:?}, not {:?}", plan.dim(), logits.dim());
    Ok(plan)
}

/// The width of DSelect-k's smooth step.
pub(crate) const GAMMA: f64 = 1.0;

/// Experts with a weight in `dselect_k`, of selectors (tokens, k, bits) and mixing (tokens, k).
pub(crate) fn by_bits(selectors: &Tensor, mixing: &Tensor, experts: usize) -> Result<Choice> {
    let (tokens, k, bits) = selectors.dims3()?;
    let mut choice = Choice::nothing((tokens, experts));
    let mixing = array(mixing)?;
    let selectors = array(&selectors.reshape((tokens * k, bits))?)?;
    for token in 0..tokens {
        let own = selectors.slice(ndarray::s![token * k..(token + 1) * k, ..]);
        let gate = answers::dselect_k::gate(own, mixing.row(token), experts, GAMMA as f32);
        as_many("dselect_k::gate", gate.as_slice().unwrap_or_default(), experts, "experts")?;
        for (expert, _) in gate.iter().enumerate().filter(|(_, gate)| **gate > 0.0) {
            choice.add("dselect_k::gate", token, expert, true)?;
        }
    }
    Ok(choice)
}

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
    use ndarray::array;

    #[test]
    fn places_are_given_in_order() {
        let logits = array![[2.0, 0.0], [3.0, 0.0], [0.0, 1.0], [1.0, 0.0]];
        let choice = top_1(logits.view(), 2).unwrap();
        assert_eq!(choice.counts(), [3, 1]);
        assert_eq!(choice.kept, array![[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]);
        assert!((choice.dropped() - 0.25).abs() < 1e-6);
        let choice = biased(logits.view(), &Array1::zeros(2), 1, 2).unwrap();
        assert_eq!(choice.kept, array![[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]);
    }

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

    #[test]
    fn what_a_reader_returns_is_looked_at() {
        let error = single("yours", &[0, 7], (2, 3), 2).err().unwrap().to_string();
        assert!(
            error.contains("yours") && error.contains("token 1") && error.contains("expert 7"),
            "{error}"
        );
        assert!(single("yours", &[0], (2, 3), 2).is_err());
    }
}
