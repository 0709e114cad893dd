//! compression/nsa: three kinds of attention at once, each with a gate of its own.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/nsa
//! Stuck?     cargo run -- hint compression/nsa

use ndarray::{Array1, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, s};

use super::mean_pool::mean_pool;

/// Native sparse attention (NSA), with the same keys and values for its three branches.
///
/// Shapes: `queries` (n, heads, d), `keys` (n, groups, d), `values` (n, groups, e) and `gates` (n, heads, 3) give (n, heads, e). With
/// heads / groups heads to a group, head h belongs to group h / (heads / groups), rounded down, and reads its keys and values. The output
/// is the sum of three branches, each times the gate of its query and head, in this order:
///
/// 0. Compressed: attention to the mean keys and mean values of the blocks of `block` tokens that are complete, which are the blocks 0
///    to ⌊(t + 1)/block⌋ − 1 for query t counted from 0; and zeros where no block is complete.
/// 1. Selected: attention to those of the tokens 0 to t that chosen blocks hold. A query chooses `chosen` blocks for each group, or all that
///    there are if these are fewer. Its own block ⌊t/block⌋, complete or not, is always chosen and counts as one. The others are those
///    of the blocks before it with the largest sums, over the heads of the group, of the weights in branch 0.
/// 2. Window: attention to the last `window` tokens, the own one included, fewer near the start.
///
/// Attention is the softmax of query · key / √d, in each branch for itself. Gates are from 0 to 1, and are not divided by their sum. All
/// sizes are at least 1, and heads is a multiple of groups. `block`, `chosen` and `window` can be larger than n, up to 2²⁰. No two of
/// these sums are equal where it matters: what is chosen lies at least 10⁻⁵ above what is not. Products query · key / √d lie within
/// ±1000, also those of tokens that a query does not see. The four views may be transposed or strided.
pub fn nsa(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    values: ArrayView3<'_, f32>,
    gates: ArrayView3<'_, f32>,
    block: usize,
    chosen: usize,
    window: usize,
) -> Array3<f32> {
    todo!("write `nsa`")
}
