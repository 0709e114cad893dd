//! What the review computes: the numbers behind its answers.

use ndarray::{Array1, Array2, array};

/// The norm of Wᵗ, for a W whose eigenvalues are both 0.9.
pub fn grows(steps: usize) -> f64 {
    let w: Array2<f64> = array![[0.9, 5.0], [0.0, 0.9]];
    let power = (0..steps).fold(Array2::eye(2), |power: Array2<f64>, _| power.dot(&w));
    // The larger singular value of a matrix of two rows.
    let square: f64 = power.iter().map(|x| x * x).sum();
    let determinant = power[[0, 0]] * power[[1, 1]] - power[[0, 1]] * power[[1, 0]];
    let root = (square * square - 4.0 * determinant * determinant).max(0.0).sqrt();
    f64::midpoint(square, root).sqrt()
}

/// What is left of a cell after so many steps, if its forget gate sees nothing but its bias.
pub fn left(bias: f64, steps: i32) -> f64 {
    (1.0 / (1.0 + (-bias).exp())).powi(steps)
}

/// After how many tokens exp(−G) is no 32-bit float any more, if each fades by the same.
pub fn overflows(decay: f32) -> usize {
    (1..1000).find(|&t| (-decay * t as f32).exp().is_infinite()).unwrap_or(1000)
}

/// What one step multiplies a state by, with A = `a` and a step of 1: forward Euler, bilinear, zero-order hold.
pub fn factors(a: f64) -> [f64; 3] {
    [1.0 + a, (1.0 + a / 2.0) / (1.0 - a / 2.0), a.exp()]
}

/// A convolution that goes round: what a fast Fourier transform of the same length gives.
pub fn circular(kernel: &Array1<f32>, input: &Array1<f32>) -> Array1<f32> {
    let n = input.len();
    (0..n).map(|t| (0..n).map(|l| kernel[l] * input[(t + n - l) % n]).sum()).collect()
}
