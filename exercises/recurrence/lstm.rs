//! recurrence/lstm: a cell that is kept by default, and gates that decide what to change.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/lstm
//! Stuck?     cargo run -- hint recurrence/lstm

use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate};
use recurrence::{LstmState, LstmWeights};

/// A step of an LSTM. Each of its four gates has the sum U x + W h + b, with its own blocks of `weights.input`, `weights.hidden` and
/// `weights.bias`. The logistic function makes i, f and o of their sums, and tanh makes the candidate g of its own. Then the cell becomes
/// c' = f ⊙ c + i ⊙ g, and the output h' = o ⊙ tanh(c').
///
/// Shapes: `x` (e), `state.h` and `state.c` (d), `weights.input` (4, d, e), `weights.hidden` (4, d, d), `weights.bias` (4, d); the first axis
/// is input i, forget f, candidate g, output o. d and e are at least 1. The views may be transposed or strided. Sums inside the gates lie
/// within ±1000, and so do the cells.
pub fn step(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> LstmState {
    todo!("write `step`")
}

/// How the next state changes with the one before: the Jacobian of `step` for a fixed `x`, of shape (2d, 2d). Its rows are the units of h'
/// and then those of c', its columns those of h and then those of c: entry (d + 1, 0) says by how much the
/// second number of c' changes if the first of h does.
pub fn jacobian(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> Array2<f32> {
    todo!("write `jacobian`")
}
