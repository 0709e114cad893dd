//! attention/resampler: a fixed number of latents reads any number of inputs.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/resampler
//! Stuck?     cargo run -- hint attention/resampler

use ::attention::{Mask, ResamplerWeights};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

/// LayerNorm of each row: `gain · (x − mean) / √(variance + epsilon) + bias`.
///
/// Shapes: `x` (n, d), `gain` and `bias` (d) give (n, d), for n = 0 too. Mean and variance are those of the d numbers of a
/// row, and the variance is the mean of the squared differences from the mean, divided by d. Some rows vary so little that
/// epsilon matters, and the mean of a row can be as large as ±1000 times its deviation. The views may be transposed or
/// strided.
pub fn layer_norm(
    x: ArrayView2<'_, f32>,
    gain: ArrayView1<'_, f32>,
    bias: ArrayView1<'_, f32>,
    epsilon: f32,
) -> Array2<f32> {
    todo!("write `layer_norm`")
}

/// The attention of a Perceiver resampler with its residual: `latents + attention`, a row for each latent, however many
/// inputs there are.
///
/// Shapes: `inputs` (n, d) and `latents` (r, d) give (r, d). Inputs and latents each have their own LayerNorm, with the same
/// epsilon. Queries come from the normalised latents alone. Keys and values come from the rows of both, the normalised
/// inputs and the normalised latents together. The matrices `query`, `key` and `value` are (d, heads · e); head i has the
/// columns i·e … (i + 1)·e − 1 of each product, and its scores are divided by √e. There is no mask. The heads' outputs stand
/// side by side (r, heads · e), are multiplied by `out` (heads · e, d), and added to the latents as they came. There may be no
/// inputs at all (n = 0); all other sizes are at least 1. All views may be transposed or strided, and scores lie within ±60.
/// You may call what you have written, as `super::scaled_dot_product::scaled_dot_product`.
pub fn resample(
    inputs: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    weights: &ResamplerWeights<'_>,
) -> Array2<f32> {
    todo!("write `resample`")
}
