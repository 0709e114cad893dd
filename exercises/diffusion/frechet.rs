//! diffusion/frechet: how far two sets of samples are apart, by mean and covariance.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/frechet
//! Stuck?     cargo run -- hint diffusion/frechet

use diffusion::symmetric_eigen;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// The mean and the unbiased covariance of features: the products of what is left without the mean, summed over all rows, divided by n − 1.
///
/// `features` (n, d) give (d) and (d, d). n is at least 2, d at least 1. Features lie within ±1,000,000, and their spread can be far smaller than
/// their mean. The view may be transposed or strided.
pub fn moments(features: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    todo!("write `moments`")
}

/// The Fréchet distance of two normal distributions, squared as it is reported: ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½). The root is the
/// matrix whose square is Σ₁Σ₂, not the root of each entry. Its trace is also that of the root of Σ₁^½ Σ₂ Σ₁^½, which is symmetric:
/// `diffusion::symmetric_eigen` gives the eigenvalues of such a matrix and its eigenvectors, in columns.
///
/// Means (d) and covariances (d, d), d at least 1. Means lie within ±1000, variances between 0 and 1,000,000. A covariance may be singular, as it
/// is of d rows or fewer, and even 0: eigenvalues that should be 0 come out as −1e−17. The views may be strided.
pub fn distance(
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
    other_mean: ArrayView1<'_, f64>,
    other_covariance: ArrayView2<'_, f64>,
) -> f64 {
    todo!("write `distance`")
}
