//! Levels of noise: what stands around a network at each, and steps from one to the next.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::Network;

// ANCHOR: scales
/// What stands around a network at one level of noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// How much of the noisy row passes by the network.
    pub skip: f64,
    /// What the network's output is multiplied by.
    pub out: f64,
    /// What the noisy row is multiplied by before the network sees it.
    pub input: f64,
    /// What the network is told of the level.
    pub noise: f64,
    /// The weight of the denoiser's squared error in the loss.
    pub weight: f64,
}
// ANCHOR_END: scales

/// Denoised rows (n, d) from a network, noisy rows (n, d), the level of each (n), and the deviation of the data.
pub type Denoise = fn(Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>;

/// The preconditioning and the grid of EDM.
#[derive(Clone, Copy)]
pub struct Edm {
    /// The five numbers, from the level of noise and the deviation of the data.
    pub scales: fn(f64, f64) -> Scales,
    /// Denoised rows.
    pub denoise: Denoise,
    /// Levels from the number of them before the 0, the least, the most, and ρ.
    pub grid: fn(usize, f64, f64, f64) -> Array1<f64>,
}

/// Rows (n, d) at the last level, from a denoiser, rows (n, d) at the first level, and all levels.
pub type Solver = fn(Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;

/// Two solvers of one equation.
#[derive(Clone, Copy)]
pub struct Heun {
    /// With one slope for each step.
    pub euler: Solver,
    /// With the mean of two.
    pub heun: Solver,
}

// ANCHOR: level
/// A level of noise: a row is `alpha` · data + `sigma` · noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// How much of the data is left.
    pub alpha: f64,
    /// How much noise there is.
    pub sigma: f64,
}
// ANCHOR_END: level

/// Rows one level on (n, d), from rows (n, d), their denoised rows (n, d), and the two levels.
pub type First = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, Level, Level) -> Array2<f32>;
/// The same with the denoised rows of the step before (n, d), and three levels: those of that step and of this.
pub type Second =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, [Level; 3]) -> Array2<f32>;

/// DPM-Solver++ with one and with two denoised rows.
#[derive(Clone, Copy)]
pub struct DpmSolver {
    /// A step of first order.
    pub first: First,
    /// A step of second order.
    pub second: Second,
    /// All steps: rows (n, d) at the last level, from a denoiser, rows (n, d) at the first, and all levels.
    pub sample: fn(Network<'_>, ArrayView2<'_, f32>, &[Level]) -> Array2<f32>,
}
