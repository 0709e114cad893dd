//! recurrence/rnn: a state that every token changes, and what is left of a change.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/rnn
//! Stuck?     cargo run -- hint recurrence/rnn

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use recurrence::RnnWeights;

/// A plain recurrent network: hₜ = tanh(W hₜ₋₁ + U xₜ + b), with W = `weights.hidden`, U = `weights.input` and b = `weights.bias`. Gives the
/// states h₁ to h_T, one in each row.
///
/// Shapes: `inputs` (T, e) and `start` h₀ (d), with W (d, d), U (d, e) and b (d), give (T, d). T may be 0; d and e are at least 1. The views
/// may be transposed or strided. Sums inside the tanh lie within ±1000.
pub fn forward(
    inputs: ArrayView2<'_, f32>,
    start: ArrayView1<'_, f32>,
    weights: RnnWeights<'_>,
) -> Array2<f32> {
    todo!("write `forward`")
}

/// The Jacobian ∂h_T/∂h₀ of such a network, by its states: entry (i, j) says by how much unit i of h_T changes if unit j of h₀ does.
///
/// Shapes: `states` h₁ to h_T (T, d), as `forward` gives them, and W = `hidden` (d, d) give (d, d). T may be 0: then nothing has changed
/// yet, and h_T is h₀. The views may be transposed or strided. States lie within ±1, both ends included.
pub fn jacobian(states: ArrayView2<'_, f32>, hidden: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `jacobian`")
}
