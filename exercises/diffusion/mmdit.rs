//! diffusion/mmdit: text and picture read each other in one softmax.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/mmdit
//! Stuck?     cargo run -- hint diffusion/mmdit

use ::diffusion::Stream;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

/// Joint attention: every token of the text and of the picture attends to all tokens of both, in one softmax over query · key / √d, head by
/// head. Outputs of the text come first, then those of the picture.
///
/// Shapes: `text` with (n, heads · d) and `image` with (m, heads · d) give (n, heads · d) and (m, heads · d). With gains the vector x of each head
/// of a query or key becomes gain · x / √(mean(x²) + ε) first, with the gains of its own stream, those of queries before those of keys, and
/// ε = `1e-6`; both streams have gains, or none has.
///
/// n may be 0; m, d and the number of heads are at least 1. Products query · key / √d lie within ±1000, and can be far apart. The views may be
/// transposed or strided.
pub fn mmdit(text: Stream<'_>, image: Stream<'_>, heads: usize) -> (Array2<f32>, Array2<f32>) {
    todo!("write `mmdit`")
}
