//! compression/grouped_output: heads are brought together in groups, each on its own narrow way, before all meet.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/grouped_output
//! Stuck?     cargo run -- hint compression/grouped_output

use ndarray::{Array2, ArrayView2, ArrayView3, s};

/// The output projection of DeepSeek-V4, in two steps.
///
/// Shapes: `heads` (n, h, c), `down` (g, h/g · c, r) and `up` (g · r, d) give (n, d). Group i is the heads i · h/g to
/// (i + 1) · h/g − 1. The channels of its heads, head after head, are multiplied by `down[i]`; the r numbers of each group, group after
/// group, are multiplied by `up`.
///
/// h is a multiple of g; all sizes are at least 1. The three views may be transposed or strided.
pub fn grouped_output(
    heads: ArrayView3<'_, f32>,
    down: ArrayView3<'_, f32>,
    up: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `grouped_output`")
}
