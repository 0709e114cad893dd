//! recurrence/lstm: a cell that is kept by default, and gates that decide what to change.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/lstm
//! Stuck?     cargo run -- hint recurrence/lstm

use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate};
use recurrence::{LstmState, LstmWeights};

/// A step of an LSTM. With i, f, o = σ(W h + U x + b) of their gates and g = tanh(W h + U x + b) of the candidate, the cell becomes
/// c' = f ⊙ c + i ⊙ g, and the output h' = o ⊙ tanh(c').
///
/// Shapes: `x` (e), `state.h` and `state.c` (d), `weights.input` (4, d, e), `weights.hidden` (4, d, d), `weights.bias` (4, d); the first axis
/// is input, forget, candidate, output. d and e are at least 1. The views may be transposed or strided.
pub fn step(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> LstmState {
    todo!("write `step`")
}

/// How the next state changes with the one before: the Jacobian of `step` for a fixed `x`, shape (2d, 2d). Rows are h' and then c', columns
/// h and then c.
pub fn jacobian(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> Array2<f32> {
    todo!("write `jacobian`")
}
