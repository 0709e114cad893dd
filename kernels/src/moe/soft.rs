//! Soft MoE.

use ndarray::{Array2, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integer, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

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
    let sizes = sizes([count, width, slots, experts, out_width, usize::from(bent)]);
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
