//! Gradients through a choice: score functions, DSelect-k and Soft MoE.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integer, Integers, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn score_exact_launch(logits: ArrayView1<'_, f64>, losses: ArrayView1<'_, f64>) -> Launch {
    let experts = logits.len();
    assert_eq!(losses.len(), experts, "a loss for each logit");
    let arguments =
        vec![Reals(flat(logits)), Reals(flat(losses)), RealsOut(experts), Integer(experts as i64)];
    launch("score_exact", experts, arguments)
}

/// The gradient of the expected loss with respect to the logits.
///
/// # Shapes
/// `logits` (E) and `losses` (E) give (E).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn score_exact(
    logits: ArrayView1<'_, f64>,
    losses: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [gradient] = take(score_exact_launch(logits, losses).run(precision)?);
    Ok(shaped(logits.len(), gradient))
}

pub(crate) fn score_samples_launch(
    logits: ArrayView1<'_, f64>,
    actions: &[usize],
    losses: ArrayView1<'_, f64>,
    baseline: Option<f64>,
) -> Launch {
    let (samples, experts) = (actions.len(), logits.len());
    assert_eq!(losses.len(), samples, "a loss for each action");
    assert!(actions.iter().all(|&action| action < experts), "actions are numbers of experts");
    assert!(baseline.is_some() || samples > 1, "one sample has no others");
    let arguments = vec![
        Reals(flat(logits)),
        Integers(actions.iter().map(|&action| action as i64).collect()),
        Reals(flat(losses)),
        RealsOut(samples * experts),
        Integer(samples as i64),
        Integer(experts as i64),
        Integer(i64::from(baseline.is_none())),
        Real(baseline.unwrap_or(0.0)),
    ];
    launch("score_samples", samples * experts, arguments)
}

/// The score-function estimate of that gradient from each sample. Without a baseline it is the mean loss of the others.
///
/// # Shapes
/// `logits` (E), `actions` (N), `losses` (N) give (N, E).
///
/// # Panics
/// If the shapes do not fit together, an action is no expert, or a single sample has no others.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn score_samples(
    logits: ArrayView1<'_, f64>,
    actions: &[usize],
    losses: ArrayView1<'_, f64>,
    baseline: Option<f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [gradients] = take(score_samples_launch(logits, actions, losses, baseline).run(precision)?);
    Ok(shaped((actions.len(), logits.len()), gradients))
}

pub(crate) fn straight_through_launch(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    chosen: usize,
) -> Launch {
    let (experts, width) = outputs.dim();
    assert_eq!((logits.len(), target.len()), (experts, width), "a logit a row of outputs, a target a column");
    assert!(chosen < experts, "the chosen expert is one of them");
    let arguments = vec![
        Reals(flat(logits)),
        Reals(flat(outputs)),
        Reals(flat(target)),
        RealsOut(width),
        RealsOut(experts),
        Integer(experts as i64),
        Integer(width as i64),
        Integer(chosen as i64),
    ];
    launch("straight_through", experts.max(width), arguments)
}

/// The hard output and the straight-through gradient of `½ ‖output − target‖²` with respect to the logits. Which expert is
/// chosen is an argument, so that rounding cannot change it.
///
/// # Shapes
/// `logits` (E), `outputs` (E, d), `target` (d) give (d) and (E).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn straight_through(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    chosen: usize,
    precision: Precision,
) -> Result<(Array1<f64>, Array1<f64>), Unavailable> {
    let [output, gradient] = take(straight_through_launch(logits, outputs, target, chosen).run(precision)?);
    Ok((shaped(target.len(), output), shaped(logits.len(), gradient)))
}

pub(crate) fn smooth_step_launch(points: ArrayView1<'_, f64>, gamma: f64) -> Launch {
    let count = points.len();
    launch(
        "smooth_step",
        count,
        vec![Reals(flat(points)), RealsOut(count), Integer(count as i64), Real(gamma)],
    )
}

/// The smooth step of width `gamma` at several points.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn smooth_step(
    points: ArrayView1<'_, f64>,
    gamma: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [values] = take(smooth_step_launch(points, gamma).run(precision)?);
    Ok(shaped(points.len(), values))
}

/// The sizes that every kernel of DSelect-k takes.
fn dselect_sizes(logits: ArrayView2<'_, f64>, experts: usize, gamma: f64) -> [crate::Argument; 4] {
    let (selectors, bits) = logits.dim();
    assert!(bits > 0 && experts <= 1 << bits && experts > 1 << (bits - 1), "⌈log2 experts⌉ bits");
    [Integer(selectors as i64), Integer(bits as i64), Integer(experts as i64), Real(gamma)]
}

pub(crate) fn dselect_selectors_launch(logits: ArrayView2<'_, f64>, experts: usize, gamma: f64) -> Launch {
    let outputs = logits.nrows() * experts;
    let sizes = dselect_sizes(logits, experts, gamma);
    let arguments = [Reals(flat(logits)), RealsOut(outputs)].into_iter().chain(sizes);
    launch("dselect_selectors", outputs, arguments.collect())
}

/// The weights that each selector gives to the experts.
///
/// # Shapes
/// `logits` (k, m) with m = ⌈log2 experts⌉ give (k, experts).
///
/// # Panics
/// If m is another number.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dselect_selectors(
    logits: ArrayView2<'_, f64>,
    experts: usize,
    gamma: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [weights] = take(dselect_selectors_launch(logits, experts, gamma).run(precision)?);
    Ok(shaped((logits.nrows(), experts), weights))
}

pub(crate) fn dselect_gate_launch(
    logits: ArrayView2<'_, f64>,
    mixing: ArrayView1<'_, f64>,
    experts: usize,
    gamma: f64,
) -> Launch {
    assert_eq!(mixing.len(), logits.nrows(), "a mixing logit for each selector");
    let sizes = dselect_sizes(logits, experts, gamma);
    let arrays = [Reals(flat(logits)), Reals(flat(mixing)), RealsOut(experts)];
    launch("dselect_gate", experts, arrays.into_iter().chain(sizes).collect())
}

/// The selectors mixed by the softmax of `mixing`.
///
/// # Shapes
/// `logits` (k, m) with m = ⌈log2 experts⌉ and `mixing` (k) give (experts).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dselect_gate(
    logits: ArrayView2<'_, f64>,
    mixing: ArrayView1<'_, f64>,
    experts: usize,
    gamma: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [gate] = take(dselect_gate_launch(logits, mixing, experts, gamma).run(precision)?);
    Ok(shaped(experts, gate))
}

pub(crate) fn dselect_penalty_launch(logits: ArrayView2<'_, f64>, experts: usize, gamma: f64) -> Launch {
    let sizes = dselect_sizes(logits, experts, gamma);
    let arguments = [Reals(flat(logits)), RealsOut(2)].into_iter().chain(sizes);
    launch("dselect_penalty", 2, arguments.collect())
}

/// The entropy of the selectors, and what weight on codes of nobody costs.
///
/// # Shapes
/// `logits` (k, m) with m = ⌈log2 experts⌉.
///
/// # Panics
/// If m is another number.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dselect_penalty(
    logits: ArrayView2<'_, f64>,
    experts: usize,
    gamma: f64,
    precision: Precision,
) -> Result<[f64; 2], Unavailable> {
    let [penalty] = take(dselect_penalty_launch(logits, experts, gamma).run(precision)?);
    Ok(penalty.reals().try_into().expect("two numbers"))
}

pub(crate) fn soft_logits_launch(
    tokens: ArrayView2<'_, f64>,
    slots: ArrayView2<'_, f64>,
    scale: Option<f64>,
) -> Launch {
    let (count, width, slot_count) = (tokens.nrows(), tokens.ncols(), slots.ncols());
    assert_eq!(slots.nrows(), width, "a row of slots for each channel of a token");
    let outputs = count * slot_count;
    let arguments = vec![
        Reals(flat(tokens)),
        Reals(flat(slots)),
        RealsOut(outputs),
        Integer(count as i64),
        Integer(width as i64),
        Integer(slot_count as i64),
        Integer(i64::from(scale.is_some())),
        Real(scale.unwrap_or(1.0)),
    ];
    launch("soft_logits", outputs, arguments)
}

/// How well every token fits every slot; with a scale, after their lengths are divided out.
///
/// # Shapes
/// `tokens` (T, d) and `slots` (d, S) give (T, S).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn soft_logits(
    tokens: ArrayView2<'_, f64>,
    slots: ArrayView2<'_, f64>,
    scale: Option<f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [logits] = take(soft_logits_launch(tokens, slots, scale).run(precision)?);
    Ok(shaped((tokens.nrows(), slots.ncols()), logits))
}

pub(crate) fn soft_weights_launch(logits: ArrayView2<'_, f64>) -> Launch {
    let (count, slots) = logits.dim();
    let outputs = count * slots;
    let arguments = vec![
        Reals(flat(logits)),
        RealsOut(outputs),
        RealsOut(outputs),
        Integer(count as i64),
        Integer(slots as i64),
    ];
    launch("soft_weights", outputs, arguments)
}

/// Dispatch and combine weights of Soft MoE.
///
/// # Shapes
/// `logits` (T, S) give two of (T, S).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn soft_weights(
    logits: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<[Array2<f64>; 2], Unavailable> {
    let weights: [_; 2] = take(soft_weights_launch(logits).run(precision)?);
    Ok(weights.map(|weights| shaped(logits.dim(), weights)))
}

pub(crate) fn soft_moe_launch(
    tokens: ArrayView2<'_, f64>,
    logits: ArrayView2<'_, f64>,
    matrices: ArrayView3<'_, f64>,
    bent: bool,
) -> Launch {
    let ((count, width), (experts, inner, out_width)) = (tokens.dim(), matrices.dim());
    let slots = logits.ncols();
    assert_eq!((logits.nrows(), inner), (count, width), "logits and matrices for these tokens");
    assert!(experts > 0 && slots.is_multiple_of(experts), "as many slots for each expert");
    let outputs = count * out_width;
    let arrays = [Reals(flat(tokens)), Reals(flat(logits)), Reals(flat(matrices)), RealsOut(outputs)];
    let sizes = [count, width, slots, experts, out_width, usize::from(bent)].map(|size| Integer(size as i64));
    launch("soft_moe", outputs, arrays.into_iter().chain(sizes).collect())
}

/// The Soft MoE layer, from its logits. Expert e is `x ↦ x matrices[e]`, or tanh of that if `bent`.
///
/// # Shapes
/// `tokens` (T, d), `logits` (T, S) and `matrices` (E, d, e) give (T, e); S is a multiple of E.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn soft_moe(
    tokens: ArrayView2<'_, f64>,
    logits: ArrayView2<'_, f64>,
    matrices: ArrayView3<'_, f64>,
    bent: bool,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (tokens.nrows(), matrices.dim().2);
    let [out] = take(soft_moe_launch(tokens, logits, matrices, bent).run(precision)?);
    Ok(shaped(shape, out))
}
