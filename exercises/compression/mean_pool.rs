//! compression/mean_pool: a block of tokens becomes its mean, and a query sees a block once the block is complete.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/mean_pool
//! Stuck?     cargo run -- hint compression/mean_pool

use ndarray::{Array2, ArrayView2, Axis};

/// The mean of each complete block of `block` consecutive tokens, the first block from token 0.
///
/// Shapes: `tokens` (n, c) gives (⌊n/block⌋, c): the last n mod block tokens, whose block is not complete, are left out, and with
/// fewer than `block` tokens there is no entry at all. c and `block` are at least 1, n may be 0. Tokens hold numbers within ±1000. The view
/// may be transposed or strided.
pub fn mean_pool(tokens: ArrayView2<'_, f32>, block: usize) -> Array2<f32> {
    todo!("write `mean_pool`")
}

/// How many blocks of `block` tokens the query at `position` sees: all that are complete once its own token is there.
///
/// Positions are counted from 0, so the last token of a block sees the block that it completes. Positions are at most 100 million,
/// and `block` is at least 1.
pub fn visible(position: usize, block: usize) -> usize {
    todo!("write `visible`")
}
