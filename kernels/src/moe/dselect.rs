//! DSelect-k.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Launch, Precision, Unavailable};

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
