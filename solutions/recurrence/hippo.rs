//! recurrence/hippo: the whole past in a few coefficients.

use ndarray::{Array1, Array2, ArrayView1};
use recurrence::solve;

/// The matrices of HiPPO-LegS, A (n, n) and B (n), counted from 0: Aᵢₖ is −√((2i + 1)(2k + 1)) for i > k, −(i + 1) for i = k, and 0 above;
/// Bᵢ is √(2i + 1).
///
/// n is from 1 to 16.
pub fn matrices(n: usize) -> (Array2<f32>, Array1<f32>) {
    let root = |i: usize| (2.0 * i as f32 + 1.0).sqrt();
    let a = Array2::from_shape_fn((n, n), |(i, k)| match i.cmp(&k) {
        std::cmp::Ordering::Greater => -root(i) * root(k),
        std::cmp::Ordering::Equal => -(i as f32 + 1.0),
        std::cmp::Ordering::Less => 0.0,
    });
    (a, Array1::from_shape_fn(n, root))
}

/// The first n Legendre coefficients of all samples so far, kept up to date sample by sample. The operator changes with time: sample t,
/// counted from 1, takes c to the solution c' of (I − A/2t) c' = (I + A/2t) c + B uₜ/t, from c = 0.
///
/// `samples` (T) give (n). n is from 1 to 16, as there, and T is at least 1. Samples lie within ±1000. The view may be strided.
pub fn remember(samples: ArrayView1<'_, f32>, n: usize) -> Array1<f32> {
    let (a, b) = matrices(n);
    let eye = Array2::<f32>::eye(n);
    let mut c = Array1::zeros(n);
    for (number, &sample) in samples.iter().enumerate() {
        let t = number as f32 + 1.0;
        let half = &a / (2.0 * t);
        let right = (&eye + &half).dot(&c) + &b * (sample / t);
        c = solve((&eye - &half).view(), right.view());
    }
    c
}

/// What the coefficients say of a moment: Σ cᵢ √(2i + 1) Pᵢ(2s − 1), with the Legendre polynomials P₀ = 1, P₁(x) = x and
/// (i + 1) Pᵢ₊₁(x) = (2i + 1) x Pᵢ(x) − i Pᵢ₋₁(x).
///
/// `coefficients` (n), n at least 1. `s` lies between 0, the first sample, and 1, the last. The view may be strided.
pub fn recall(coefficients: ArrayView1<'_, f32>, s: f32) -> f32 {
    let x = 2.0 * s - 1.0;
    let (mut before, mut p, mut sum) = (0.0, 1.0, 0.0);
    for (i, c) in coefficients.iter().enumerate() {
        let i = i as f32;
        sum += c * (2.0 * i + 1.0).sqrt() * p;
        (before, p) = (p, ((2.0 * i + 1.0) * x * p - i * before) / (i + 1.0));
    }
    sum
}
