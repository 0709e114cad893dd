//! Recurrences that are computed in chunks, by their definitions: structured state-space duality and Kimi Delta Attention.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn running_sum_launch(x: ArrayView2<'_, f64>) -> Launch {
    let (rows, width) = x.dim();
    let arrays = [Reals(flat(x)), RealsOut(rows * width)];
    launch("running_sum", width, arrays.into_iter().chain(sizes([rows, width])).collect())
}

/// The running sums down the columns of x, of the same shape.
fn running_sum(x: ArrayView2<'_, f64>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    // Inputs are nudged once, where the sums are used.
    let precision = if precision == Precision::Nudged { Precision::Double } else { precision };
    let [sums] = take(running_sum_launch(x).run(precision)?);
    Ok(shaped(x.dim(), sums))
}

/// What structured state-space duality reads: T tokens, p channels, n states a channel.
#[derive(Clone, Copy)]
pub struct Ssd<'a> {
    /// Inputs (T, p).
    pub x: ArrayView2<'a, f64>,
    /// Steps (T).
    pub dt: ArrayView1<'a, f64>,
    /// How the state decays.
    pub a: f64,
    /// What is written (T, n).
    pub b: ArrayView2<'a, f64>,
    /// What is read (T, n).
    pub c: ArrayView2<'a, f64>,
    /// The state before the first token (n, p).
    pub start: ArrayView2<'a, f64>,
}

pub(crate) fn ssd_launch(of: Ssd<'_>, g: ArrayView2<'_, f64>) -> Launch {
    let ((tokens, width), states) = (of.x.dim(), of.b.ncols());
    assert_eq!(of.b.dim(), of.c.dim(), "what is written and what is read");
    assert_eq!(of.start.dim(), (states, width), "the state");
    let arrays = [
        Reals(flat(of.x)),
        Reals(flat(of.dt)),
        Reals(flat(g)),
        Reals(flat(of.b)),
        Reals(flat(of.c)),
        Reals(flat(of.start)),
        RealsOut(tokens * width),
    ];
    let sizes = sizes([tokens, width, states]);
    launch("ssd", tokens * width, arrays.into_iter().chain(sizes).collect())
}

pub(crate) fn ssd_state_launch(of: Ssd<'_>, g: ArrayView2<'_, f64>) -> Launch {
    let ((tokens, width), states) = (of.x.dim(), of.b.ncols());
    let arrays = [
        Reals(flat(of.x)),
        Reals(flat(of.dt)),
        Reals(flat(g)),
        Reals(flat(of.b)),
        Reals(flat(of.start)),
        RealsOut(states * width),
    ];
    let sizes = sizes([tokens, width, states]);
    launch("ssd_state", states * width, arrays.into_iter().chain(sizes).collect())
}

/// The scan of Mamba-2 for one head, from a state: outputs (T, p), and the state (n, p) after all tokens, both by their sums over all
/// tokens (state-spaces/mamba, `modules/ssd_minimal.py`).
///
/// # Panics
/// If there is no token, or the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn ssd(of: Ssd<'_>, precision: Precision) -> Result<[Array2<f64>; 2], Unavailable> {
    assert!(!of.dt.is_empty(), "a token");
    let steps = (&of.dt * of.a).insert_axis(Axis(1));
    let g = running_sum(steps.view(), precision)?;
    let [out] = take(ssd_launch(of, g.view()).run(precision)?);
    let [state] = take(ssd_state_launch(of, g.view()).run(precision)?);
    Ok([shaped(of.x.dim(), out), shaped(of.start.dim(), state)])
}

/// What Kimi Delta Attention reads.
#[derive(Clone, Copy)]
pub struct Kda<'a> {
    /// Queries (T, dk), not scaled.
    pub queries: ArrayView2<'a, f64>,
    /// Keys (T, dk).
    pub keys: ArrayView2<'a, f64>,
    /// Values (T, dv).
    pub values: ArrayView2<'a, f64>,
    /// How much of each is written (T).
    pub beta: ArrayView1<'a, f64>,
    /// Logarithms of the decays (T, dk).
    pub decays: ArrayView2<'a, f64>,
    /// The state before the first token (dk, dv).
    pub start: ArrayView2<'a, f64>,
}

pub(crate) fn kda_columns_launch(of: Kda<'_>, g: ArrayView2<'_, f64>) -> Launch {
    let ((tokens, keys), values) = (of.keys.dim(), of.values.ncols());
    assert_eq!(of.queries.dim(), (tokens, keys), "a query for each key");
    assert_eq!(of.start.dim(), (keys, values), "the state");
    let arrays = [
        Reals(flat(of.queries)),
        Reals(flat(of.keys)),
        Reals(flat(of.values)),
        Reals(flat(of.beta)),
        Reals(flat(g)),
        Reals(flat(of.start)),
        RealsOut(tokens * values),
        RealsOut(keys * values),
    ];
    launch("kda_columns", values, arrays.into_iter().chain(sizes([tokens, keys, values])).collect())
}

/// Kimi Delta Attention token by token, from a state: outputs (T, dv), and the state (dk, dv) after all tokens
/// (fla-org/flash-linear-attention, `ops/kda/naive.py`).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn kda_from(of: Kda<'_>, precision: Precision) -> Result<[Array2<f64>; 2], Unavailable> {
    let g = running_sum(of.decays, precision)?;
    let [out, state] = take(kda_columns_launch(of, g.view()).run(precision)?);
    Ok([shaped(of.values.dim(), out), shaped(of.start.dim(), state)])
}

pub(crate) fn kda_solve_launch(
    keys: ArrayView2<'_, f64>,
    beta: ArrayView1<'_, f64>,
    g: ArrayView2<'_, f64>,
) -> Launch {
    let (tokens, width) = keys.dim();
    let arrays = [Reals(flat(keys)), Reals(flat(beta)), Reals(flat(g)), RealsOut(tokens * tokens)];
    launch("kda_solve", tokens, arrays.into_iter().chain(sizes([tokens, width])).collect())
}

/// (I + A)⁻¹ Diag(β) of a chunk, of keys and decays (C, dk) and β (C); shape (C, C).
///
/// # Panics
/// If the shapes differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn kda_solve(
    keys: ArrayView2<'_, f64>,
    decays: ArrayView2<'_, f64>,
    beta: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    assert_eq!(keys.dim(), decays.dim(), "a decay for each channel of a key");
    let g = running_sum(decays, precision)?;
    let [m] = take(kda_solve_launch(keys, beta, g.view()).run(precision)?);
    Ok(shaped((beta.len(), beta.len()), m))
}
