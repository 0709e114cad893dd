//! compression/mean_pool: a block of tokens becomes its mean, and a query sees a block once the block is complete.

use ndarray::{Array2, ArrayView2, Axis};

/// The mean of each complete block of `block` consecutive tokens, the first block from token 0.
///
/// Shapes: `tokens` (n, c) gives (⌊n/block⌋, c): the last n mod block tokens, whose block is not complete, are left out, and with
/// fewer than `block` tokens there is no entry at all. c and `block` are at least 1, n may be 0. Tokens hold numbers within ±1000. The view
/// may be transposed or strided.
pub fn mean_pool(tokens: ArrayView2<'_, f32>, block: usize) -> Array2<f32> {
    let mut pooled = Array2::zeros((tokens.nrows() / block, tokens.ncols()));
    for (mut entry, tokens) in pooled.rows_mut().into_iter().zip(tokens.axis_chunks_iter(Axis(0), block)) {
        entry.assign(&tokens.mean_axis(Axis(0)).expect("a block has a token"));
    }
    pooled
}

/// How many blocks of `block` tokens the query at `position` sees: all that are complete once its own token is there.
///
/// Positions are counted from 0, so the last token of a block sees the block that it completes. Positions are at most 100 million,
/// and `block` is at least 1.
pub fn visible(position: usize, block: usize) -> usize {
    (position + 1) / block
}
