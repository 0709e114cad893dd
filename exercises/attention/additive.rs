//! attention/additive: a small network scores how well a query fits each key.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/additive
//! Stuck?     cargo run -- hint attention/additive

use ndarray::{Array2, ArrayView1, ArrayView2};

/// Additive attention: `score[i, j] = w_score · tanh(queries[i] · w_query + keys[j] · w_key)`, and for each query the mean
/// of the values under the softmax of its scores. Returns scores and contexts, in this order.
///
/// Shapes: `queries` (n, d_q), `keys` (m, d_k), `values` (m, d_v), `w_query` (d_q, a), `w_key` (d_k, a), `w_score` (a)
/// give scores (n, m) and contexts (n, d_v). All sizes are at least 1, and all six may differ. The views may be transposed
/// or strided. You may call your own softmax, as `super::softmax::softmax`: it goes along the keys.
///
/// The scores that you return are the ones in the formula, before the softmax; nothing is divided by √d or √a. They can
/// be as large as ±10,000, and so can the sums inside tanh, which is ±1 there.
pub fn additive(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    w_query: ArrayView2<'_, f32>,
    w_key: ArrayView2<'_, f32>,
    w_score: ArrayView1<'_, f32>,
) -> (Array2<f32>, Array2<f32>) {
    todo!("write `additive`")
}
