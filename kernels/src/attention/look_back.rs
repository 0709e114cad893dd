//! Additive and multiplicative scores, and the attentional output.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn additive_scores_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    w_query: ArrayView2<'_, f64>,
    w_key: ArrayView2<'_, f64>,
    w_score: ArrayView1<'_, f64>,
) -> Launch {
    let ((n, query_width), (m, key_width), hidden) = (queries.dim(), keys.dim(), w_score.len());
    assert_eq!(w_query.dim(), (query_width, hidden), "w_query must be (query width, hidden)");
    assert_eq!(w_key.dim(), (key_width, hidden), "w_key must be (key width, hidden)");
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(w_query)),
        Reals(flat(w_key)),
        Reals(flat(w_score)),
        RealsOut(n * m),
    ];
    let arguments = arrays.into_iter().chain(sizes([n, m, query_width, key_width, hidden]));
    launch("additive_scores", n * m, arguments.collect())
}

pub(crate) fn additive_contexts_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    w_query: ArrayView2<'_, f64>,
    w_key: ArrayView2<'_, f64>,
    w_score: ArrayView1<'_, f64>,
) -> Launch {
    let ((n, query_width), (m, key_width), hidden) = (queries.dim(), keys.dim(), w_score.len());
    let value_width = values.ncols();
    assert_eq!(values.nrows(), m, "a value for each key");
    assert_eq!(w_query.dim(), (query_width, hidden), "w_query must be (query width, hidden)");
    assert_eq!(w_key.dim(), (key_width, hidden), "w_key must be (key width, hidden)");
    let outputs = n * value_width;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(values)),
        Reals(flat(w_query)),
        Reals(flat(w_key)),
        Reals(flat(w_score)),
        RealsOut(outputs),
    ];
    let arguments = arrays.into_iter().chain(sizes([n, m, query_width, key_width, value_width, hidden]));
    launch("additive_contexts", outputs, arguments.collect())
}

/// Additive attention: the scores `w_score · tanh(query · w_query + key · w_key)`, and for each query the mean of the values
/// under the softmax of its scores (Bahdanau et al. 2014, arXiv 1409.0473; formula as in OpenNMT-py,
/// `onmt/modules/global_attention.py`, without the bias).
///
/// # Shapes
/// `queries` (n, q), `keys` (m, k), `values` (m, e), `w_query` (q, a), `w_key` (k, a), `w_score` (a); the results are scores
/// (n, m) and contexts (n, e).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn additive(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    w_query: ArrayView2<'_, f64>,
    w_key: ArrayView2<'_, f64>,
    w_score: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<(Array2<f64>, Array2<f64>), Unavailable> {
    let (n, m) = (queries.nrows(), keys.nrows());
    let of_scores = additive_scores_launch(queries, keys, w_query, w_key, w_score);
    let of_contexts = additive_contexts_launch(queries, keys, values, w_query, w_key, w_score);
    let ([scores], [contexts]) = (take(of_scores.run(precision)?), take(of_contexts.run(precision)?));
    Ok((shaped((n, m), scores), shaped((n, values.ncols()), contexts)))
}

pub(crate) fn luong_dot_launch(queries: ArrayView2<'_, f64>, keys: ArrayView2<'_, f64>) -> Launch {
    let ((n, width), m) = (queries.dim(), keys.nrows());
    assert_eq!(keys.ncols(), width, "queries and keys are of one width");
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), RealsOut(n * m)];
    launch("luong_dot", n * m, arrays.into_iter().chain(sizes([n, m, width])).collect())
}

/// The dot product of every query with every key.
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d); the result is (n, m).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn luong_dot(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [scores] = take(luong_dot_launch(queries, keys).run(precision)?);
    Ok(shaped((queries.nrows(), keys.nrows()), scores))
}

pub(crate) fn luong_general_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
) -> Launch {
    let ((n, query_width), (m, key_width)) = (queries.dim(), keys.dim());
    assert_eq!(weights.dim(), (query_width, key_width), "weights must be (query width, key width)");
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(weights)), RealsOut(n * m)];
    let arguments = arrays.into_iter().chain(sizes([n, m, query_width, key_width]));
    launch("luong_general", n * m, arguments.collect())
}

/// The bilinear score `query · weights · key` of every query with every key.
///
/// # Shapes
/// `queries` (n, q), `keys` (m, k), `weights` (q, k); the result is (n, m).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn luong_general(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [scores] = take(luong_general_launch(queries, keys, weights).run(precision)?);
    Ok(shaped((queries.nrows(), keys.nrows()), scores))
}

pub(crate) fn luong_concat_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    w_score: ArrayView1<'_, f64>,
) -> Launch {
    let ((n, query_width), (m, key_width), hidden) = (queries.dim(), keys.dim(), w_score.len());
    assert_eq!(weights.dim(), (query_width + key_width, hidden), "weights must be (both widths, hidden)");
    let arrays = [queries, keys, weights].map(|array| Reals(flat(array)));
    let arrays = arrays.into_iter().chain([Reals(flat(w_score)), RealsOut(n * m)]);
    let arguments = arrays.chain(sizes([n, m, query_width, key_width, hidden]));
    launch("luong_concat", n * m, arguments.collect())
}

/// The score `w_score · tanh([query; key] · weights)` of every query with every key.
///
/// # Shapes
/// `queries` (n, q), `keys` (m, k), `weights` (q + k, a), `w_score` (a); the result is (n, m).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn luong_concat(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    w_score: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [scores] = take(luong_concat_launch(queries, keys, weights, w_score).run(precision)?);
    Ok(shaped((queries.nrows(), keys.nrows()), scores))
}

pub(crate) fn luong_attentional_launch(
    contexts: ArrayView2<'_, f64>,
    queries: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
) -> Launch {
    let ((n, context_width), query_width) = (contexts.dim(), queries.ncols());
    let output_width = weights.ncols();
    assert_eq!(queries.nrows(), n, "a query for each context");
    assert_eq!(
        weights.nrows(),
        context_width + query_width,
        "weights must have a row for each joined channel"
    );
    let outputs = n * output_width;
    let arrays = [contexts, queries, weights].map(|array| Reals(flat(array)));
    let arrays = arrays.into_iter().chain([RealsOut(outputs)]);
    let arguments = arrays.chain(sizes([n, context_width, query_width, output_width]));
    launch("luong_attentional", outputs, arguments.collect())
}

/// The attentional output `tanh([context; query] · weights)`, row by row.
///
/// # Shapes
/// `contexts` (n, c), `queries` (n, q), `weights` (c + q, e); the result is (n, e).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn luong_attentional(
    contexts: ArrayView2<'_, f64>,
    queries: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(luong_attentional_launch(contexts, queries, weights).run(precision)?);
    Ok(shaped((contexts.nrows(), weights.ncols()), output))
}
