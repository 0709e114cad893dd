//! Memories that are edited.

use ndarray::{Array2, ArrayView1, ArrayView2, array};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn unit_rows_launch(rows: ArrayView2<'_, f64>) -> Launch {
    let (n, width) = rows.dim();
    let arrays = [Reals(flat(rows)), RealsOut(n * width)];
    launch("unit_rows", n * width, arrays.into_iter().chain(sizes([n, width])).collect())
}

/// Each row x divided by √(Σ x² + 10⁻⁶).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn unit_rows(rows: ArrayView2<'_, f64>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(unit_rows_launch(rows).run(precision)?);
    Ok(shaped(rows.dim(), out))
}

/// Tokens that edit a memory, in double precision.
#[derive(Clone, Copy)]
pub struct Edits<'a> {
    /// Shape (T, dk).
    pub queries: ArrayView2<'a, f64>,
    /// Shape (T, dk).
    pub keys: ArrayView2<'a, f64>,
    /// Shape (T, dv).
    pub values: ArrayView2<'a, f64>,
    /// How much of each is written; shape (T).
    pub beta: ArrayView1<'a, f64>,
    /// Logarithms of the decays, a view that is broadcast where they are alike; shape (T, dk).
    pub decays: ArrayView2<'a, f64>,
}

pub(crate) fn edited_memory_launch(edits: Edits<'_>) -> Launch {
    let Edits { queries, keys, values, beta, decays } = edits;
    let ((n, dk), dv) = (keys.dim(), values.ncols());
    assert_eq!((queries.dim(), decays.dim()), ((n, dk), (n, dk)), "queries and decays are as wide as keys");
    assert_eq!((values.nrows(), beta.len()), (n, n), "a value and a beta for each token");
    let inputs = [queries, keys, values].map(|matrix| Reals(flat(matrix)));
    let rest = [Reals(flat(beta)), Reals(flat(decays)), RealsOut(dv * dk), RealsOut(n * dv)];
    launch("edited_memory", dv, inputs.into_iter().chain(rest).chain(sizes([n, dk, dv])).collect())
}

/// The delta rule of a memory whose rows fade first, each at its own rate: outputs (T, dv).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn edited_memory(edits: Edits<'_>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [_, out] = take(edited_memory_launch(edits).run(precision)?);
    Ok(shaped(edits.values.dim(), out))
}

pub(crate) fn kda_decays_launch(raw: ArrayView2<'_, f64>, a_log: f64, bias: ArrayView1<'_, f64>) -> Launch {
    let (n, width) = raw.dim();
    assert_eq!(bias.len(), width, "a bias for each channel");
    let arrays =
        [Reals(flat(raw)), Reals(flat(bias)), Reals(flat(array![a_log].view())), RealsOut(n * width)];
    launch("kda_decays", n * width, arrays.into_iter().chain(sizes([n, width])).collect())
}

/// −exp(`a_log`) · softplus(`raw` + `bias`), for `raw` (T, dk) and `bias` (dk).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn kda_decays(
    raw: ArrayView2<'_, f64>,
    a_log: f64,
    bias: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(kda_decays_launch(raw, a_log, bias).run(precision)?);
    Ok(shaped(raw.dim(), out))
}

pub(crate) fn kda_gates_launch(outputs: ArrayView2<'_, f64>, asked: ArrayView2<'_, f64>) -> Launch {
    let (n, width) = outputs.dim();
    assert_eq!(asked.dim(), (n, width), "a gate for each output");
    let arrays = [Reals(flat(outputs)), Reals(flat(asked)), RealsOut(n * width)];
    launch("kda_gates", n * width, arrays.into_iter().chain(sizes([n, width])).collect())
}

/// Each row divided by √(mean of its squares + 10⁻⁵), and multiplied by σ(`asked`); both (T, dv).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn kda_gates(
    outputs: ArrayView2<'_, f64>,
    asked: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(kda_gates_launch(outputs, asked).run(precision)?);
    Ok(shaped(outputs.dim(), out))
}
