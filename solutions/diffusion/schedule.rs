//! diffusion/schedule: how much noise comes in at each step, and how much signal is left.

use std::f64::consts::FRAC_PI_2;

use ndarray::{Array1, ArrayView1};

/// The linear schedule: `steps` numbers β, evenly from `first` to `last`, both of which are among them.
///
/// `steps` is at least 1; a single step has `first`. `first` and `last` lie between 10⁻⁶ and 0.999, and `last` is not below `first`.
pub fn linear(steps: usize, first: f64, last: f64) -> Array1<f64> {
    Array1::linspace(first, last, steps)
}

/// The scaled linear schedule of latent diffusion: the roots √β go evenly from that of `first` to that of `last`.
///
/// `steps`, `first` and `last` are as for `linear`.
pub fn scaled_linear(steps: usize, first: f64, last: f64) -> Array1<f64> {
    linear(steps, first.sqrt(), last.sqrt()).mapv(|root| root * root)
}

/// The cosine schedule: with T = `steps` and f(t) = cos²((t/T + 0.008)/1.008 · π/2), step t counted from 0 has
/// β = 1 − f(t + 1)/f(t), or 0.999 where that is more.
///
/// `steps` is from 1 to 1000. Compute in double precision: the first β are differences of nearly equal numbers.
pub fn cosine(steps: usize) -> Array1<f64> {
    let f = |t: usize| {
        let angle = (t as f64 / steps as f64 + 0.008) / 1.008 * FRAC_PI_2;
        angle.cos().powi(2)
    };
    Array1::from_shape_fn(steps, |t| (1.0 - f(t + 1) / f(t)).min(0.999))
}

/// ᾱ, the share of the signal's variance that is left after each step: the product of 1 − β over all steps up to and with this one.
///
/// `betas` (T) give (T). T is at least 1, and β lies between 0 and 1, both included: after a step with β = 1 nothing is left. Compute
/// in double precision. The view may be strided, and its memory may run backwards.
pub fn cumulative(betas: ArrayView1<'_, f64>) -> Array1<f64> {
    let mut left = 1.0;
    // A sum or product that grows needs iter(): mapv goes in the order of memory.
    let left_after = betas.iter().map(|beta| {
        left *= 1.0 - beta;
        left
    });
    left_after.collect()
}

/// The signal-to-noise ratio of each level, as variances: ᾱ/(1 − ᾱ).
///
/// `abar` (T) gives (T). T is at least 1. ᾱ is at least 0, where the ratio is 0 too, and at most 1 − 10⁻⁹. Compute in double
/// precision. The view may be strided.
pub fn snr(abar: ArrayView1<'_, f64>) -> Array1<f64> {
    abar.mapv(|left| left / (1.0 - left))
}
