//! Recurrences with a matrix for a state, each from its sum over pairs of tokens.

use ndarray::{Array1, Array2, ArrayView2, s};

use super::launch;
use crate::Argument::{Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

/// n, the width of keys and that of values.
fn dimensions(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
) -> [usize; 3] {
    assert_eq!(queries.dim(), keys.dim(), "a key for each query");
    assert_eq!(values.nrows(), keys.nrows(), "a value for each key");
    [keys.nrows(), keys.ncols(), values.ncols()]
}

pub(crate) fn linear_attention_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
) -> Launch {
    let all = dimensions(queries, keys, values);
    let outputs = values.len();
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), RealsOut(outputs)];
    launch("linear_attention", outputs, arrays.into_iter().chain(sizes(all)).collect())
}

/// Causal linear attention with the features elu + 1, and 10⁻⁶ beside the sum of the weights (Katharopoulos et al. 2020,
/// arXiv 2006.16236; idiap/fast-transformers).
///
/// # Shapes
/// `queries` and `keys` (n, dk), `values` (n, dv); the result is (n, dv).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn linear_attention(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(linear_attention_launch(queries, keys, values).run(precision)?);
    Ok(shaped(values.dim(), out))
}

pub(crate) fn linear_state_launch(keys: ArrayView2<'_, f64>, values: ArrayView2<'_, f64>) -> Launch {
    let all = dimensions(keys, keys, values);
    let numbers = keys.ncols() * (values.ncols() + 1);
    let arrays = [Reals(flat(keys)), Reals(flat(values)), RealsOut(numbers)];
    launch("linear_state", numbers, arrays.into_iter().chain(sizes(all)).collect())
}

/// What [`linear_attention`] keeps of n tokens: the sum of φ(k) vᵀ, and the sum of φ(k).
///
/// # Shapes
/// `keys` (n, dk), `values` (n, dv); the results are (dk, dv) and (dk).
///
/// # Panics
/// If the shapes do not fit together, or n is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn linear_state(
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<(Array2<f64>, Array1<f64>), Unavailable> {
    let [state] = take(linear_state_launch(keys, values).run(precision)?);
    let columns = values.ncols();
    let state: Array2<f64> = shaped((keys.ncols(), columns + 1), state);
    Ok((state.slice(s![.., ..columns]).to_owned(), state.column(columns).to_owned()))
}

pub(crate) fn retention_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    gamma: f64,
) -> Launch {
    let all = dimensions(queries, keys, values);
    let outputs = values.len();
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), RealsOut(outputs)];
    launch("retention", outputs, arrays.into_iter().chain(sizes(all)).chain([Real(gamma)]).collect())
}

/// Retention of one head: linear attention that fades by `gamma` with every token (Sun et al. 2023, arXiv 2307.08621).
///
/// # Shapes
/// `queries` and `keys` (n, dk), `values` (n, dv); the result is (n, dv).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn retention(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    gamma: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(retention_launch(queries, keys, values, gamma).run(precision)?);
    Ok(shaped(values.dim(), out))
}

pub(crate) fn gla_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    decays: ArrayView2<'_, f64>,
) -> Launch {
    let all = dimensions(queries, keys, values);
    assert_eq!(decays.dim(), keys.dim(), "a decay for each number of the keys");
    let outputs = values.len();
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(values)),
        Reals(flat(decays)),
        RealsOut(outputs),
    ];
    launch("gla", outputs, arrays.into_iter().chain(sizes(all)).collect())
}

/// Gated linear attention of one head: each channel of the key fades by the exponential of its own decay at each token (Yang et al.
/// 2023, arXiv 2312.06635).
///
/// # Shapes
/// `queries`, `keys` and `decays` (n, dk), `values` (n, dv); the result is (n, dv).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gla(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    decays: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(gla_launch(queries, keys, values, decays).run(precision)?);
    Ok(shaped(values.dim(), out))
}
