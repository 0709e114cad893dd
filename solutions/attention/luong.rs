//! attention/luong: three ways to score a pair, and what becomes of the context.

use ::attention::PairScore;
use ndarray::{Array2, ArrayView2, Axis, concatenate};

/// The score of every query with every key: `queries` (n, d_q) and `keys` (m, d_k) give (n, m), before any softmax.
///
/// - `PairScore::Dot`: the dot product of query and key. Here d_q = d_k.
/// - `PairScore::General { weights }`, with `weights` (d_q, d_k): query · weights · key.
/// - `PairScore::Concat { weights, w_score }`, with `weights` (d_q + d_k, a) and `w_score` (a):
///   w_score · tanh([query; key] · weights), where [query; key] is one vector, the query first.
///
/// Nothing is divided by √d. All sizes are at least 1 and may differ; all views may be transposed or strided. The sums
/// inside tanh can be as large as ±10,000.
pub fn scores(queries: ArrayView2<'_, f32>, keys: ArrayView2<'_, f32>, score: PairScore<'_>) -> Array2<f32> {
    match score {
        PairScore::Dot => queries.dot(&keys.t()),
        PairScore::General { weights } => queries.dot(&weights).dot(&keys.t()),
        PairScore::Concat { weights, w_score } => {
            // [query; key] · weights is the sum of two products, of which each is needed once.
            let (of_query, of_key) = weights.split_at(Axis(0), queries.ncols());
            let (from_query, from_key) = (queries.dot(&of_query), keys.dot(&of_key));
            Array2::from_shape_fn((queries.nrows(), keys.nrows()), |(i, j)| {
                w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh))
            })
        }
    }
}

/// The attentional output of each query: tanh([context; query] · weights), where [context; query] is one vector, the context
/// first.
///
/// Shapes: `contexts` (n, d_v), `queries` (n, d_q), `weights` (d_v + d_q, e) give (n, e). All sizes are at least 1 and
/// may differ; the views may be transposed or strided. The sums inside tanh can be as large as ±10,000.
pub fn attentional(
    contexts: ArrayView2<'_, f32>,
    queries: ArrayView2<'_, f32>,
    weights: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let joined = concatenate![Axis(1), contexts, queries];
    joined.dot(&weights).mapv_into(f32::tanh)
}
