//! diffusion/flow_loss: a straight path, and its velocity.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/flow_loss
//! Stuck?     cargo run -- hint diffusion/flow_loss

use diffusion::Network;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

// The convention is that of SD3: at level 0 is data, at level 1 is noise, and x = (1 − σ) data + σ noise. The velocity is dx/dσ, which points
// from data to noise.

/// The mean over all n d entries of (v̂ − v)², where the network gives v̂ for x and σ, and v is the velocity noise − data.
///
/// `data` (n, d), `noise` (n, d), and a level for each row, `sigmas` (n), between 0 and 1. n and d are at least 1. The network is asked for
/// no more than one row for each sample. Views of all functions may be transposed or strided.
pub fn loss(
    network: Network<'_>,
    data: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
) -> f32 {
    todo!("write `loss`")
}

/// The data that each row came from, if v is its velocity: where the path is at level 0.
///
/// `x` (n, d), `v` (n, d) and `sigmas` (n), as there, give (n, d).
pub fn data(x: ArrayView2<'_, f32>, v: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    todo!("write `data`")
}

/// Euler's rule from level `sigma` to level `next`, for all rows alike. Either may be the larger one.
///
/// `x` (n, d) and `v` (n, d) give (n, d). Both levels lie between 0 and 1.
pub fn step(x: ArrayView2<'_, f32>, v: ArrayView2<'_, f32>, sigma: f32, next: f32) -> Array2<f32> {
    todo!("write `step`")
}

/// A level that is as far on its way as `sigma` in a picture with less detail: s σ/(1 + (s − 1) σ).
///
/// σ lies between 0 and 1, and s between 0.1 and 10.
pub fn shift(sigma: f32, s: f32) -> f32 {
    todo!("write `shift`")
}

/// The levels of a sampler, steps + 1 of them: `steps` levels evenly from 1 to 1/1000, each of them shifted once, and a 0 behind.
///
/// There is at least 1 step; with a single one the levels are 1 and 0. s is as there.
pub fn levels(steps: usize, s: f32) -> Array1<f32> {
    todo!("write `levels`")
}

/// The density at t of a time in training, whose logit ln(t/(1 − t)) is normal with mean `m` and standard deviation `s`.
///
/// t lies between 0.001 and 0.999, m within ±2, and s between 0.25 and 2.
pub fn density(t: f64, m: f64, s: f64) -> f64 {
    todo!("write `density`")
}
