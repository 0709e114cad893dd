//! recurrence/hippo: the whole past in a few coefficients.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/hippo
//! Stuck?     cargo run -- hint recurrence/hippo

use ndarray::{Array1, Array2, ArrayView1};
use recurrence::solve;

/// The matrices of HiPPO-LegS, A (n, n) and B (n), counted from 0: Aᵢₖ is −√((2i + 1)(2k + 1)) for i > k, −(i + 1) for i = k, and 0 above;
/// Bᵢ is √(2i + 1).
///
/// n is from 1 to 16.
pub fn matrices(n: usize) -> (Array2<f32>, Array1<f32>) {
    todo!("write `matrices`")
}

/// The first n Legendre coefficients of all samples so far, kept up to date sample by sample. The operator changes with time: sample t,
/// counted from 1, takes c to the solution c' of (I − A/2t) c' = (I + A/2t) c + B uₜ/t, from c = 0.
///
/// `samples` (T) give (n). n is from 1 to 16, as there, and T is at least 1. Samples lie within ±1000. The view may be strided.
pub fn remember(samples: ArrayView1<'_, f32>, n: usize) -> Array1<f32> {
    todo!("write `remember`")
}

/// What the coefficients say of a moment: Σ cᵢ √(2i + 1) Pᵢ(2s − 1), with the Legendre polynomials P₀ = 1, P₁(x) = x and
/// (i + 1) Pᵢ₊₁(x) = (2i + 1) x Pᵢ(x) − i Pᵢ₋₁(x).
///
/// `coefficients` (n), n at least 1. `s` lies between 0, the first sample, and 1, the last. The view may be strided.
pub fn recall(coefficients: ArrayView1<'_, f32>, s: f32) -> f32 {
    todo!("write `recall`")
}
