//! diffusion/posterior: one step back, if the end is known or guessed.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/posterior
//! Stuck?     cargo run -- hint diffusion/posterior

use diffusion::{Ancestral, Variance};
use ndarray::{Array2, ArrayView2, Zip};

/// x₀ and xₜ are known: xₜ₋₁ is then normal, with a mean of so much x₀ and so much xₜ, and a variance:
///
/// * of x₀: √ᾱₜ₋₁ βₜ / (1 − ᾱₜ)
/// * of xₜ: √(1 − βₜ) (1 − ᾱₜ₋₁) / (1 − ᾱₜ)
/// * β̃ₜ = βₜ (1 − ᾱₜ₋₁) / (1 − ᾱₜ)
///
/// ᾱₜ is the product of all 1 − β up to and including that of t, which counts from 0; before step 0 it is 1. There is at least 1 β, each
/// lies between 0.00001 and 0.999, and ᾱ of the last is at least 1e-9. In single precision 1 − ᾱ would lose most of its digits.
pub fn coefficients(betas: &[f64], t: usize) -> (f64, f64, f64) {
    todo!("write `coefficients`")
}

/// A step of DDPM from xₜ to xₜ₋₁. The predicted noise gives x̂₀ = (xₜ − √(1 − ᾱₜ) ε) / √ᾱₜ, which is clipped to −1 to 1 if `at.clip` says so.
/// It takes the place of x₀ in the mean, and `fresh` is what is added, times the root of the variance: β̃ₜ if `Small`, βₜ if `Large`. The
/// step from t = 0 adds no noise.
///
/// Shapes: `x`, `noise` and `fresh` (n, d) give (n, d). All sizes are at least 1. The views may be transposed or strided. The betas are as above.
pub fn step(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    at: Ancestral<'_>,
) -> Array2<f32> {
    todo!("write `step`")
}
