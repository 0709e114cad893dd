//! What the chapter's functions choose.

use anyhow::{Result, ensure};
use candle_core::Tensor;
use ndarray::{Array1, Array2, ArrayView2};

use moe::{Groups, answers};

use super::{Choice, GAMMA, array};

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
    fn what_a_reader_returns_is_looked_at() {
        let error = single("yours", &[0, 7], (2, 3), 2).err().unwrap().to_string();
        assert!(
            error.contains("yours") && error.contains("token 1") && error.contains("expert 7"),
            "{error}"
        );
        assert!(single("yours", &[0], (2, 3), 2).is_err());
    }
}
