//! moe/base: as many tokens for every expert, and of all such assignments one with the largest sum of affinities.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/base
//! Stuck?     cargo run -- hint moe/base

use ndarray::{Array2, ArrayView2};

/// The expert of each token: every expert gets T/E tokens, and the sum of the affinities of tokens with their experts is the
/// largest that this allows.
///
/// Shapes: `affinities` (T, E) gives T indices below E. E is at least 1 and at most 8, T a multiple of E and at most 60. The
/// affinities are multiples of 1/64 from −16 to 16. Where several assignments are best, any of them is right. The view may be
/// transposed or strided.
pub fn assign(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    todo!("write `assign`")
}

/// What leaves the layer: for each token `α · output + (1 − α) · token`, where α = σ(token · centroid of its expert).
///
/// Shapes: `tokens` (T, d), `centroids` (E, d), `experts` T indices below E, and `outputs` (T, d), whose row t is what expert
/// `experts[t]` made of token t; the result is (T, d). All sizes are at least 1, T need not be a multiple of E here, and
/// `experts` are any. Products of tokens and centroids lie within ±1000. The views may be transposed or strided.
pub fn combine(
    tokens: ArrayView2<'_, f32>,
    centroids: ArrayView2<'_, f32>,
    experts: &[usize],
    outputs: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `combine`")
}
