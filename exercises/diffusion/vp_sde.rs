//! diffusion/vp_sde: diffusion in continuous time, and two ways back.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/vp_sde
//! Stuck?     cargo run -- hint diffusion/vp_sde

use ndarray::{Array2, ArrayView2};

/// What dx = −½ β(t) x dt + √β(t) dw makes of data in the time from 0 to t: x is normal, its mean is the data times the first number, and
/// its deviation is the second. β goes in a straight line from β₀ at time 0 to β₁ at time 1. The coefficient is exp(−½ B), where B is the
/// integral of β from 0 to t, and the squares of both numbers sum to 1.
///
/// t is from 0 to 1. In all functions of this file β₀ and β₁ lie between 0.01 and 30; β may rise, fall or stay the same.
pub fn marginal(t: f64, beta_0: f64, beta_1: f64) -> (f64, f64) {
    todo!("write `marginal`")
}

/// A second process leaves data as it is, and its variance explodes: dx = g(t) dw. The first number is the deviation
/// σ(t) = σ_min (σ_max / σ_min)ᵗ, the second is g(t), for which g² is the derivative of σ².
///
/// t is from 0 to 1. σ_min lies between 0.001 and 1; σ_max is larger, and at most 400.
pub fn ve(t: f64, sigma_min: f64, sigma_max: f64) -> (f64, f64) {
    todo!("write `ve`")
}

/// The drift of the reverse equation of `marginal`'s process, in which there is noise: f − g² · score, where f = −½ β(t) x and g² = β(t).
/// It is what stands before dt, and time is that of the process: data at 0, noise at 1. Whoever goes back subtracts it.
///
/// Shapes: `x` (n, d) and `score` (n, d), the gradient of the logarithm of x's density at time t, give (n, d). All sizes are at least 1.
/// t is from 0 to 1. The views of this function and of the two below may be transposed or strided.
pub fn reverse(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    todo!("write `reverse`")
}

/// The drift of the probability flow, in which there is none: f − ½ g² · score.
///
/// Shapes and times as for `reverse`.
pub fn flow(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    todo!("write `flow`")
}

/// A step of Euler and Maruyama back in time, from t to t − dt, by the reverse equation that has noise: x less dt times its drift at t, plus
/// g(t) √dt times `noise`, whose numbers are standard normal.
///
/// Shapes as for `reverse`; `noise` (n, d). t is from 0.001 to 1, and dt from 0.0001 to 0.5 and at most t.
pub fn step(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    t: f64,
    dt: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    todo!("write `step`")
}
