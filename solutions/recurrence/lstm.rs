//! recurrence/lstm: a cell that is kept by default, and gates that decide what to change.

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
    let [i, f, g, o] = gates(x, state, weights);
    let c = &f * &state.c + &i * &g;
    LstmState { h: &o * &c.mapv(f32::tanh), c }
}

/// How the next state changes with the one before: the Jacobian of `step` for a fixed `x`, of shape (2d, 2d). Its rows are the units of h'
/// and then those of c', its columns those of h and then those of c: entry (d + 1, 0) says by how much the
/// second number of c' changes if the first of h does.
pub fn jacobian(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> Array2<f32> {
    let [i, f, g, o] = gates(x, state, weights);
    let LstmState { c, .. } = step(x, state, weights);
    // W of a gate, row u times a number of unit u.
    let along =
        |gate: usize, by: Array1<f32>| &weights.hidden.index_axis(Axis(0), gate) * &by.insert_axis(Axis(1));
    let slope = |gate: &Array1<f32>| gate * &(1.0 - gate);
    let c_by_h =
        along(0, &g * &slope(&i)) + along(1, &state.c * &slope(&f)) + along(2, &i * &(1.0 - &g * &g));
    let c_by_c = Array2::from_diag(&f);
    let tanh = c.tanh();
    let through = (&o * &(1.0 - &tanh * &tanh)).insert_axis(Axis(1));
    let h_by_h = along(3, &tanh * &slope(&o)) + &c_by_h * &through;
    let h_by_c = &c_by_c * &through;
    let rows = [concatenate![Axis(1), h_by_h, h_by_c], concatenate![Axis(1), c_by_h, c_by_c]];
    concatenate![Axis(0), rows[0], rows[1]]
}

/// i, f, g and o.
fn gates(x: ArrayView1<'_, f32>, state: &LstmState, weights: LstmWeights<'_>) -> [Array1<f32>; 4] {
    let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
    [0, 1, 2, 3].map(|gate| {
        let [input, hidden] = [weights.input, weights.hidden].map(|w| w.index_axis_move(Axis(0), gate));
        let sum = hidden.dot(&state.h) + input.dot(&x) + weights.bias.row(gate);
        if gate == 2 { sum.tanh() } else { sum.mapv(sigmoid) }
    })
}
