//! compression/indexer: a cheap score of every block for every query, to decide which blocks are worth looking at.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/indexer
//! Stuck?     cargo run -- hint compression/indexer

use ndarray::{Array2, ArrayView2, ArrayView3, Axis};

/// The lightning indexer: the score of block s for query t is `Σ_h weights[t, h] · ReLU(queries[t, h] · keys[s])`.
///
/// Shapes: `queries` (n, heads, d), `keys` (blocks, d), one for all heads, and `weights` (n, heads) give (n, blocks). ReLU(x) is x
/// where x is positive, and 0 otherwise. Weights may be negative. All sizes are at least 1. The three views may be transposed or
/// strided.
pub fn indexer(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView2<'_, f32>,
    weights: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `indexer`")
}
