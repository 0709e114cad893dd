//! recurrence/rnn: a state that every token changes, and what is left of a change.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/rnn
//! Stuck?     cargo run -- hint recurrence/rnn

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use recurrence::RnnWeights;

/// A recurrent network: hₜ = tanh(W hₜ₋₁ + U xₜ + b), all states but the first.
///
/// Shapes: `inputs` (T, e) and `start` h₀ (d), with W = `weights.hidden` (d, d), U = `weights.input` (d, e) and b = `weights.bias` (d), give
/// (T, d). T may be 0; d and e are at least 1. The views may be transposed or strided.
pub fn forward(
    inputs: ArrayView2<'_, f32>,
    start: ArrayView1<'_, f32>,
    weights: RnnWeights<'_>,
) -> Array2<f32> {
    todo!("write `forward`")
}

/// The Jacobian ∂h_T/∂h₀, the product of those of all steps: entry (i, j) says how unit i of the last state changes with unit j of the
/// first.
///
/// Shapes: `states` h₁ to h_T (T, d), as `forward` gives them, and W = `hidden` (d, d) give (d, d). T may be 0: then nothing has changed yet.
/// The views may be transposed or strided.
pub fn jacobian(states: ArrayView2<'_, f32>, hidden: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `jacobian`")
}
