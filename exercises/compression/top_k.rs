//! compression/top_k: of the blocks that a query may see, the k that score highest.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/top_k
//! Stuck?     cargo run -- hint compression/top_k

use ndarray::{ArrayView1, ArrayView2};

/// For each query the blocks that it attends to, in ascending order: of those that it sees the `k` with the largest scores, or all
/// that it sees if these are fewer.
///
/// Shapes: `scores` (n, blocks) gives n lists. Query i stands at position `first` + i, positions counted from 0. It sees a block
/// of `block` tokens once its last token is there, its own token included: blocks 0 to ⌊(position + 1)/block⌋ − 1. There are at
/// least as many columns as the last query sees. Scores of blocks that a query does not see mean nothing, and can be anything, NaN too.
/// Scores that are seen lie within ±10³⁰. Of equal scores the earlier block is taken first, and −0 equals 0. n, the number of columns,
/// `block` and `k` are at least 1. `k` can be as large as 2²⁰, and positions as 2⁴⁰. The view may be transposed or strided.
pub fn top_k(scores: ArrayView2<'_, f32>, first: usize, block: usize, k: usize) -> Vec<Vec<usize>> {
    todo!("write `top_k`")
}
