//! diffusion/q_sample: to any step of the noise in one go.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/q_sample
//! Stuck?     cargo run -- hint diffusion/q_sample

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Each row of `x0` with as much of its noise as its step has: row i becomes √ᾱ · x0ᵢ + √(1 − ᾱ) · noiseᵢ, with ᾱ = `abar[steps[i]]`.
///
/// Shapes: `x0` (n, d), `noise` (n, d), `abar` (T) and n `steps` give (n, d). n, d and T are at least 1.
///
/// Steps count from 0, and every row has its own; they are in any order, and may repeat. ᾱ lies between 0 and 1, both included. It is
/// in double precision because 1 − ᾱ can be as small as 10⁻⁹: take this difference before you go to single precision. Numbers in `x0`
/// and `noise` lie within ±1000. The three views may be transposed or strided.
pub fn q_sample(
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> Array2<f32> {
    todo!("write `q_sample`")
}
