//! diffusion/unet: down, up, and across.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/unet
//! Stuck?     cargo run -- hint diffusion/unet

use ::diffusion::{Stage, UnetLevel};
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, Axis, concatenate};

/// The sinusoidal embedding of a time t: with half = ⌊width / 2⌋, number i is cos(t · longest^(−i / half)) for i below half, and number
/// half + i is the sine of the same. An odd width has a 0 at the end.
///
/// This is the order of improved-diffusion and DiT; DDPM's code has the sines first, and half − 1 in place of half. `t` lies within 0 to
/// 1000, and need not be whole; `width` is at least 1, and `longest` is from 10 to 1,000,000.
pub fn embed(t: f32, width: usize, longest: f32) -> Array1<f32> {
    todo!("write `embed`")
}

/// A U-Net. At each level, from the finest to the coarsest, `down` is applied, its result is kept, and what goes on is its average over
/// squares of 2 × 2. Then comes `middle`. On the way back, from the coarsest level to the finest, each pixel becomes a square of 2 × 2, the
/// channels that were kept at this level are put behind those that come from below, and `up` is applied.
///
/// Shapes: `x` (c, h, w) gives what the finest `up` makes of it, or `middle` if there is no level. h and w are at least 1, may differ, and
/// are divisible by 2 as often as there are levels; there may be no level. Every block gets `embedding`, and is called once. The views may
/// be transposed or strided.
pub fn forward(
    x: ArrayView3<'_, f32>,
    embedding: ArrayView1<'_, f32>,
    levels: &[UnetLevel<'_>],
    middle: Stage<'_>,
) -> Array3<f32> {
    todo!("write `forward`")
}
