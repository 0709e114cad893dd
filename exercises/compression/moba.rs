//! compression/moba: blocks are chosen by the means of their keys, with nothing to train, and their tokens are attended to.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/moba
//! Stuck?     cargo run -- hint compression/moba

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::mean_pool::mean_pool;

/// For each query of one head the blocks that it attends to, in ascending order: its own, and of those before it the ones with the
/// largest gates, `k` in all, or fewer where there are not so many.
///
/// Shapes: `queries` (n, d) and `keys` (n, d) give n lists. Token t, counted from 0, stands in block ⌊t / block⌋; the last block may
/// lack tokens. The gate of a block for a query is query · mean of the keys of the block. The own block is chosen whatever its gate would
/// be, and is one of the `k`. Blocks after it are never chosen. Of equal gates that of the earlier block comes first, and −0 equals 0.
///
/// n, d, `block` and `k` are at least 1; `block` can be more than n, and `k` as large as 2²⁰. Queries and keys hold numbers within ±1000.
/// Rounding changes no choice: the gates between which it is decided are either far apart, or equal and made of a few small whole
/// numbers, in blocks of 1, 2, 4 or 8 tokens. Both views may be transposed or strided.
pub fn choose(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    block: usize,
    k: usize,
) -> Vec<Vec<usize>> {
    todo!("write `choose`")
}

/// Attention of each query to the tokens of its chosen blocks, up to its own token: the softmax of query · key / √d over these, times
/// their values.
///
/// Shapes: `queries` (n, d), `keys` (n, d), `values` (n, e) and a list of `chosen` blocks for each query give (n, e). Block b holds the
/// tokens b · block to (b + 1) · block − 1; the last block may lack tokens. Each list names the query's own block, and otherwise blocks
/// before it, in any order, none twice.
///
/// n, d, e and `block` are at least 1; `block` can be more than n. Products query · key / √d, also with tokens that a query does not
/// attend to, lie within ±1000, and can be far apart. The three views may be transposed or strided.
pub fn attend(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Array2<f32> {
    todo!("write `attend`")
}
