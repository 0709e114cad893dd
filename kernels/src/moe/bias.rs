//! Balance without a loss: the router of DeepSeek-V3, the update of its bias, and its loss over a sequence.

use ndarray::{Array1, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Integers, IntegersOut, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Filled, Launch, Precision, Unavailable};

pub(crate) fn deepseek_choose_launch(
    logits: ArrayView1<'_, f64>,
    bias: ArrayView1<'_, f64>,
    [groups, kept, k]: [usize; 3],
) -> Launch {
    let experts = logits.len();
    assert_eq!(bias.len(), experts, "a bias for each expert");
    assert!(groups > 0 && experts.is_multiple_of(groups), "groups of equal size");
    assert!(
        (1..=groups).contains(&kept) && k <= kept * (experts / groups),
        "enough experts in the kept groups"
    );
    let arrays = [Reals(flat(logits)), Reals(flat(bias)), IntegersOut(experts)];
    let sizes = [experts, groups, kept, k].map(|size| Integer(size as i64));
    launch("bias_deepseek_choose", experts, arrays.into_iter().chain(sizes).collect())
}

pub(crate) fn deepseek_weights_launch(logits: ArrayView1<'_, f64>, chosen: &[i64], scale: f64) -> Launch {
    let experts = logits.len();
    assert_eq!(chosen.len(), experts, "a 0 or a 1 for each expert");
    let arguments = [
        Reals(flat(logits)),
        Integers(chosen.to_vec()),
        RealsOut(experts),
        Integer(experts as i64),
        Real(scale),
    ];
    launch("bias_deepseek_weights", experts, arguments.into())
}

/// The experts that DeepSeek-V3's router chooses for a token, in ascending order, each with its weight (arXiv 2412.19437, section
/// 2.1.2; deepseek-ai/DeepSeek-V3, `inference/model.py`, class `Gate`).
///
/// `[groups, kept, k]` are the groups, those kept and the experts chosen; the weights sum to `scale`. The choice is made in double
/// precision on the inputs as they are, whatever the precision of the weights.
///
/// # Shapes
/// `logits` and `bias` (E).
///
/// # Panics
/// If the shapes do not fit together, or the kept groups have fewer than k experts.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn deepseek_route(
    logits: ArrayView1<'_, f64>,
    bias: ArrayView1<'_, f64>,
    sizes: [usize; 3],
    scale: f64,
    precision: Precision,
) -> Result<Vec<(usize, f64)>, Unavailable> {
    let [chosen] = take(deepseek_choose_launch(logits, bias, sizes).run(Precision::Double)?);
    let Filled::Integers(chosen) = chosen else { unreachable!("the choice is of integers") };
    let [weights] = take(deepseek_weights_launch(logits, &chosen, scale).run(precision)?);
    let weights = weights.reals();
    Ok((0..chosen.len()).filter(|&e| chosen[e] == 1).map(|e| (e, weights[e])).collect())
}

pub(crate) fn combine_launch(
    routed: &[(usize, f64)],
    outputs: ArrayView2<'_, f64>,
    shared: ArrayView1<'_, f64>,
) -> Launch {
    let (experts, width) = outputs.dim();
    assert_eq!(shared.len(), width, "as many channels from the shared expert");
    assert!(routed.iter().all(|&(expert, _)| expert < experts), "experts that exist");
    let arguments = [
        Integers(routed.iter().map(|&(expert, _)| expert as i64).collect()),
        Reals(routed.iter().map(|&(_, weight)| weight).collect()),
        Reals(flat(outputs)),
        Reals(flat(shared)),
        RealsOut(width),
        Integer(routed.len() as i64),
        Integer(width as i64),
    ];
    launch("bias_combine", width, arguments.into())
}

/// The output of a layer with a shared expert: Σ weight · output of the expert + output of the shared expert (arXiv 2412.19437,
/// equation 12).
///
/// # Shapes
/// `outputs` (E, d), of which only the rows of routed experts are read; `shared` and the result (d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn combine(
    routed: &[(usize, f64)],
    outputs: ArrayView2<'_, f64>,
    shared: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [output] = take(combine_launch(routed, outputs, shared).run(precision)?);
    Ok(shaped(shared.len(), output))
}

pub(crate) fn bias_update_launch(bias: ArrayView1<'_, f64>, counts: &[usize], rate: f64) -> Launch {
    let experts = bias.len();
    assert_eq!(counts.len(), experts, "a count for each expert");
    let counts = counts.iter().map(|&count| i64::try_from(count).expect("a count below 2⁶³")).collect();
    let arguments =
        [Reals(flat(bias)), Integers(counts), RealsOut(experts), Integer(experts as i64), Real(rate)];
    launch("bias_update", experts, arguments.into())
}

/// The biases after a step of balancing without a loss: `bias + rate · sign(mean − count)`, with sign(0) = 0 (arXiv 2408.15664,
/// algorithm 1).
///
/// # Shapes
/// `bias`, `counts` and the result (E).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn bias_update(
    bias: ArrayView1<'_, f64>,
    counts: &[usize],
    rate: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [updated] = take(bias_update_launch(bias, counts, rate).run(precision)?);
    Ok(shaped(bias.len(), updated))
}

pub(crate) fn sequence_terms_launch(logits: ArrayView2<'_, f64>, k: usize) -> Launch {
    let (tokens, experts) = logits.dim();
    assert!(tokens > 0 && (1..=experts).contains(&k), "tokens, and as many experts as are chosen");
    let arrays = [Reals(flat(logits)), RealsOut(experts)];
    let sizes = [tokens, experts, k].map(|size| Integer(size as i64));
    launch("bias_sequence_terms", experts, arrays.into_iter().chain(sizes).collect())
}

/// DeepSeek-V3's balance loss of one sequence, without α (arXiv 2412.19437, equations 17 to 20).
///
/// # Shapes
/// `logits` (T, E), of which no two of a row are equal.
///
/// # Panics
/// If there is no token, or k is not from 1 to E.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn sequence_loss(
    logits: ArrayView2<'_, f64>,
    k: usize,
    precision: Precision,
) -> Result<f64, Unavailable> {
    let [terms] = take(sequence_terms_launch(logits, k).run(precision)?);
    Ok(terms.reals().iter().sum())
}
