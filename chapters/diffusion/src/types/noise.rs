//! The way into noise, and the loss for the way back.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::Network;

// ANCHOR: schedule
/// How much noise comes in at each of T steps, in double precision.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// The variances β (T), evenly from the first to the last.
    pub linear: fn(usize, f64, f64) -> Array1<f64>,
    /// β (T) whose roots go evenly from that of the first to that of
    /// the last.
    pub scaled_linear: fn(usize, f64, f64) -> Array1<f64>,
    /// β (T) for which ᾱ is nearly a squared cosine.
    pub cosine: fn(usize) -> Array1<f64>,
    /// ᾱ (T) from β (T): the product of 1 − β up to each step.
    pub cumulative: fn(ArrayView1<'_, f64>) -> Array1<f64>,
    /// The signal-to-noise ratio (T) from ᾱ (T).
    pub snr: fn(ArrayView1<'_, f64>) -> Array1<f64>,
}
// ANCHOR_END: schedule

/// Noisy rows (n, d) from clean rows (n, d), noise (n, d), ᾱ (T) and a step for each row (n).
pub type QSample = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f64>, &[usize]) -> Array2<f32>;

/// The mean squared error of a network that predicts the noise, from clean rows (n, d), noise (n, d), ᾱ (T) and a step for each
/// row (n).
pub type EpsLoss =
    fn(Network<'_>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f64>, &[usize]) -> f32;
