//! Scores of a set of samples: the Fréchet distance, and the loss that is made of it.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: frechet
/// The Fréchet distance of two sets of features.
#[derive(Clone, Copy)]
pub struct Frechet {
    /// The mean (d) and the covariance (d, d) of features (n, d).
    pub moments: Moments,
    /// The distance of a mean (d) and a covariance (d, d) from another mean
    /// and covariance.
    pub distance: Distance,
}
// ANCHOR_END: frechet

/// The mean (d) and the covariance (d, d) of features (n, d).
pub type Moments = fn(ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>);

/// From a mean, a covariance, another mean and another covariance.
pub type Distance =
    fn(ArrayView1<'_, f64>, ArrayView2<'_, f64>, ArrayView1<'_, f64>, ArrayView2<'_, f64>) -> f64;

// ANCHOR: fd_loss
/// The newest features of samples, in a ring: a new row takes the place of
/// the oldest.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureQueue {
    /// Shape (N, d).
    pub features: Array2<f64>,
    /// The row that the next feature is written to, from 0 to N − 1.
    pub next: usize,
}

/// Averages over all features so far, of which older ones count less.
#[derive(Clone, Debug, PartialEq)]
pub struct Averages {
    /// The average of x; shape (d).
    pub mean: Array1<f64>,
    /// The average of x xᵀ; shape (d, d).
    pub second: Array2<f64>,
}

/// What a loss gives.
#[derive(Clone, Debug, PartialEq)]
pub struct FdValue {
    /// The Fréchet distance.
    pub distance: f64,
    /// The distance, normalised.
    pub loss: f64,
    /// The gradient of the loss in the new rows; shape (new, d).
    pub gradient: Array2<f64>,
}
// ANCHOR_END: fd_loss

/// The Fréchet distance as a loss.
#[derive(Clone, Copy)]
pub struct FdLoss {
    /// Writes new rows (m, d) into the queue.
    pub push: fn(&mut FeatureQueue, ArrayView2<'_, f64>),
    /// From the queue, how many of its rows are new, and the mean and covariance of the data.
    pub loss: fn(&FeatureQueue, usize, ArrayView1<'_, f64>, ArrayView2<'_, f64>) -> FdValue,
    /// Brings averages up to date with new rows (m, d) and a decay; gives the covariance (d, d).
    pub ema: fn(&mut Averages, ArrayView2<'_, f64>, f64) -> Array2<f64>,
}
