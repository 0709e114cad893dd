//! Grouped heads and QK-norm.

use ndarray::{Array3, ArrayView1, ArrayView2, ArrayView3};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn gqa_launch(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    values: ArrayView3<'_, f64>,
    causal: bool,
) -> Launch {
    let ((n, heads, width), (m, groups, value_width)) = (queries.dim(), values.dim());
    assert_eq!(
        keys.dim(),
        (m, groups, width),
        "keys must be (tokens and groups of values, width of queries)"
    );
    assert_eq!(heads % groups, 0, "heads must be a multiple of groups");
    let outputs = n * heads * value_width;
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), RealsOut(outputs)];
    let sizes = sizes([n, m, heads, groups, width, value_width, usize::from(causal)]);
    launch("gqa", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Attention of many query heads on fewer key-value heads (DeepSeek-V2, arXiv 2405.04434, table 1; which heads share:
/// the README of Dao-AILab/flash-attention).
///
/// # Shapes
/// `queries` (n, heads, d), `keys` (m, groups, d), `values` (m, groups, e); the result is (n, heads, e). Query head h uses
/// key head ⌊h / (heads / groups)⌋. The causal mask is that of [`super::scaled_dot_product`].
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gqa(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    values: ArrayView3<'_, f64>,
    causal: bool,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let shape = (queries.dim().0, queries.dim().1, values.dim().2);
    let [output] = take(gqa_launch(queries, keys, values, causal).run(precision)?);
    Ok(shaped(shape, output))
}

pub(crate) fn qk_normalise_launch(x: ArrayView2<'_, f64>, gain: ArrayView1<'_, f64>) -> Launch {
    let (vectors, width) = x.dim();
    assert_eq!(gain.len(), width, "a gain for each channel");
    let arrays = [Reals(flat(x)), Reals(flat(gain)), RealsOut(x.len())];
    launch("qk_normalise", x.len(), arrays.into_iter().chain(sizes([vectors, width])).collect())
}

/// RMSNorm of each head's vector, with a gain for each channel and epsilon 1e-6.
///
/// # Shapes
/// `x` (tokens, heads, d), `gain` (d); the result is (tokens, heads, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn qk_normalise(
    x: ArrayView3<'_, f64>,
    gain: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let (tokens, heads, width) = x.dim();
    let vectors = x.to_shape((tokens * heads, width)).expect("as many elements");
    let [output] = take(qk_normalise_launch(vectors.view(), gain).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn qk_scores_launch(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    query_gain: ArrayView1<'_, f64>,
    key_gain: ArrayView1<'_, f64>,
) -> Launch {
    let ((n, heads, width), m) = (queries.dim(), keys.dim().0);
    assert_eq!(keys.dim(), (m, heads, width), "keys must have the heads and the width of queries");
    assert_eq!(width % 2, 0, "channels come in pairs");
    assert_eq!([query_gain.len(), key_gain.len()], [width; 2], "a gain for each channel");
    let outputs = heads * n * m;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(query_gain)),
        Reals(flat(key_gain)),
        RealsOut(outputs),
    ];
    launch("qk_scores", outputs, arrays.into_iter().chain(sizes([n, m, heads, width])).collect())
}

/// Scores of queries and keys that are normalised, then rotated (`google/gemma_pytorch`, gemma/model.py).
///
/// # Shapes
/// `queries` (n, heads, d), `keys` (m, heads, d), `query_gain` and `key_gain` (d); the result is (heads, n, m). d is even;
/// pairs are interleaved, the base is 10,000, and the queries are the last n of the m positions.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn qk_scores(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    query_gain: ArrayView1<'_, f64>,
    key_gain: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let shape = (queries.dim().1, queries.dim().0, keys.dim().0);
    let [scores] = take(qk_scores_launch(queries, keys, query_gain, key_gain).run(precision)?);
    Ok(shaped(shape, scores))
}
