//! compression/dsa: attention to the k tokens that an indexer scores highest.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/dsa
//! Stuck?     cargo run -- hint compression/dsa

use ndarray::{Array3, ArrayView2, ArrayView3, Axis, s};

use super::top_k::top_k;

/// The core of DeepSeek-V3.2's sparse attention. One set of keys and values serves all heads, and so does one choice.
///
/// Shapes: `queries` (n, heads, d), `keys` (n, d), `values` (n, e) and `scores` (n, n) give (n, heads, e). Query t sees the tokens
/// 0 to t. Of these it attends to the `k` whose scores in row t are largest, or to all of them if they are fewer; of equal scores
/// the earlier token is taken first. Nothing but the choice depends on `scores`: the weights are the softmax of query · key / √d
/// over the chosen tokens.
///
/// n, heads, d, e and `k` are at least 1; `k` can be as large as 2²⁰. Scores of tokens that a query does not see can be anything,
/// NaN too; those that are seen lie within ±10³⁰, and −0 equals 0. Products query · key / √d lie within ±1000, also those of tokens
/// that are not chosen. The four views may be transposed or strided.
pub fn dsa(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    scores: ArrayView2<'_, f32>,
    k: usize,
) -> Array3<f32> {
    todo!("write `dsa`")
}
