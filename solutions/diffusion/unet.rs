//! diffusion/unet: down, up, and across.

use ::diffusion::{Stage, UnetLevel};
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, Axis, concatenate};

/// The sinusoidal embedding of a time t: with half = ⌊width / 2⌋, number i is cos(t · longest^(−i / half)) for i below half, and number
/// half + i is the sine of the same. An odd width has a 0 at the end.
///
/// This is the order of improved-diffusion and DiT; DDPM's code has the sines first, and half − 1 in place of half. `t` lies within 0 to
/// 1000, and need not be whole; `width` is at least 1, and `longest` is from 10 to 1,000,000.
pub fn embed(t: f32, width: usize, longest: f32) -> Array1<f32> {
    let half = width / 2;
    let angle = |i: usize| t * longest.powf(-(i as f32) / half as f32);
    Array1::from_shape_fn(width, |i| match i / half.max(1) {
        0 if half > 0 => angle(i).cos(),
        1 => angle(i - half).sin(),
        _ => 0.0,
    })
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
    let Some((level, coarser)) = levels.split_first() else { return middle(x, embedding) };
    let kept = (level.down)(x, embedding);
    let below = forward(pool(kept.view()).view(), embedding, coarser, middle);
    let joined = concatenate![Axis(0), double(below.view()), kept];
    (level.up)(joined.view(), embedding)
}

/// Means over squares of 2 × 2.
fn pool(x: ArrayView3<'_, f32>) -> Array3<f32> {
    let (c, h, w) = x.dim();
    let mean = |squares: ArrayView3<'_, f32>| squares.sum() / 4.0;
    let squares = x.exact_chunks((1, 2, 2)).into_iter().map(mean).collect();
    Array3::from_shape_vec((c, h / 2, w / 2), squares).expect("a mean for each square")
}

/// Each pixel becomes a square of 2 × 2.
fn double(x: ArrayView3<'_, f32>) -> Array3<f32> {
    let (c, h, w) = x.dim();
    Array3::from_shape_fn((c, 2 * h, 2 * w), |(c, i, j)| x[[c, i / 2, j / 2]])
}
