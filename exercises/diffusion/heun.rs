//! diffusion/heun: from level to level, with one slope or with two.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/heun
//! Stuck?     cargo run -- hint diffusion/heun

use diffusion::Network;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Follows dx/dσ = (x − D(x, σ)) / σ from the first level to the last by Euler's rule: a step from σ to σ′ adds (σ′ − σ) times the slope at
/// its beginning.
///
/// Shapes: `x` (n, d) and `sigmas` (m) give (n, d); n and d are at least 1, and m is at least 2. Levels fall from step to step, lie within
/// 0.002 and 80, and only the last one may be 0. The denoiser D receives rows, and for each of them its level; it computes each row by
/// itself. Euler's rule asks for each row once a step, and no more. Both views may be transposed or strided.
pub fn euler(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    todo!("write `euler`")
}

/// The same by Heun's rule: a step of Euler's is a trial, and the step is taken again from its beginning with the mean of the slope there
/// and the slope at the trial, at level σ′. A step to 0 has no second slope: it is Euler's. Every other step has one, also the last.
///
/// Shapes and levels are as for `euler`. Each row is asked for twice a step at most, and in a step to 0 once.
pub fn heun(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    todo!("write `heun`")
}
