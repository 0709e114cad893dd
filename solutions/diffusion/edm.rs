//! diffusion/edm: what stands around a network at each level of noise, and which levels to take.

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
    let variance = sigma.powi(2) + sigma_data.powi(2);
    Scales {
        skip: sigma_data.powi(2) / variance,
        out: sigma * sigma_data / variance.sqrt(),
        input: 1.0 / variance.sqrt(),
        noise: sigma.ln() / 4.0,
        weight: variance / (sigma * sigma_data).powi(2),
    }
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
    let column = |part: fn(Scales) -> f64| {
        let of = |sigma: f32| part(scales(sigma.into(), sigma_data.into())) as f32;
        sigmas.mapv(of).insert_axis(Axis(1))
    };
    let (skip, out) = (column(|s| s.skip), column(|s| s.out));
    let (input, noise) = (column(|s| s.input), column(|s| s.noise));
    let predicted = network((&x * &input).view(), noise.column(0));
    &x * &skip + &predicted * &out
}

/// The levels of a sampler, the largest first: level i of n is (a + i / (n − 1) · (b − a))^ρ with a = `most`^(1/ρ) and b = `least`^(1/ρ),
/// and behind them comes a 0. In all these are n + 1 numbers.
///
/// `n` is at least 2. `least` is from 0.002 to 1, `most` is from 2 to 80, and `rho` is from 1 to 10.
pub fn grid(n: usize, least: f64, most: f64, rho: f64) -> Array1<f64> {
    let (a, b) = (most.powf(1.0 / rho), least.powf(1.0 / rho));
    let level = |i: usize| (a + i as f64 / (n - 1) as f64 * (b - a)).powf(rho);
    (0..n).map(level).chain([0.0]).collect()
}
