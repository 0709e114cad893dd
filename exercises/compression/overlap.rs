//! compression/overlap: each entry looks at its own block and at the one before it, so that no boundary cuts a thought in two.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/overlap
//! Stuck?     cargo run -- hint compression/overlap

use ndarray::{Array2, ArrayView2, Axis, s};

/// One entry for each complete block of m tokens, pooled from that block and the one before it: in every channel a mean of 2m
/// values, weighted by the softmax of that channel's gates over the 2m tokens.
///
/// Shapes: `values` (n, c), `gates` (n, c) and `bias` (2m, c) give (⌊n/m⌋, c). Entry i pools the tokens m(i − 1) to m(i + 1) − 1, the
/// end included. Rows 0 to m − 1 of `bias` are added to the gates of the block before, rows m to 2m − 1 to those of the entry's own
/// block. The first entry has no block before it, and pools its own m tokens alone, with rows m to 2m − 1. The last n mod m tokens,
/// whose block is not complete, are left out. m and c are at least 1, n may be 0. Gates, biases and their sums lie within ±1000. The three
/// views may be transposed or strided.
pub fn overlap(
    values: ArrayView2<'_, f32>,
    gates: ArrayView2<'_, f32>,
    bias: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `overlap`")
}
