//! diffusion/edm: what stands around a network at each level of noise, and which levels to take.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/edm
//! Stuck?     cargo run -- hint diffusion/edm

use diffusion::{Network, Scales};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// The preconditioning of EDM for rows that are data + `sigma` · noise, where the data have the standard deviation `sigma_data`, s below:
///
/// - `skip` is s² / (σ² + s²), `out` is σ s / √(σ² + s²), `input` is 1 / √(σ² + s²);
/// - `noise` is ln(σ) / 4;
/// - `weight` is (σ² + s²) / (σ s)².
///
/// `sigma` is from 0.002 to 80, and `sigma_data` is from 0.05 to 2.
pub fn scales(sigma: f64, sigma_data: f64) -> Scales {
    todo!("write `scales`")
}

/// The denoised rows skip · x + out · F(input · x, noise), where F is the network, and each row has a level of its own.
///
/// Shapes: `x` (n, d) and `sigmas` (n) give (n, d); n and d are at least 1. The network computes each row by itself, and is asked for each
/// row once at most. Levels and `sigma_data` are as above. Both views may be transposed or strided.
pub fn denoise(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    sigma_data: f32,
) -> Array2<f32> {
    todo!("write `denoise`")
}

/// The levels of a sampler, the largest first: level i of n is (a + i / (n − 1) · (b − a))^ρ with a = `most`^(1/ρ) and b = `least`^(1/ρ),
/// and behind them comes a 0. In all these are n + 1 numbers.
///
/// `n` is at least 2. `least` is from 0.002 to 1, `most` is from 2 to 80, and `rho` is from 1 to 10.
pub fn grid(n: usize, least: f64, most: f64, rho: f64) -> Array1<f64> {
    todo!("write `grid`")
}
