//! recurrence/gru: one gate to keep and to replace, one to look away.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/gru
//! Stuck?     cargo run -- hint recurrence/gru

use ndarray::{Array1, ArrayView1, Axis};
use recurrence::GruWeights;

/// A step of a GRU, as PyTorch computes it. With U, W, a and b for the blocks of a gate in `weights.input`, `weights.hidden`,
/// `weights.input_bias` and `weights.hidden_bias`, both r and z are σ(U x + a + W h + b), each with its own blocks. The candidate is
/// n = tanh(U x + a + r ⊙ (W h + b)), with the third ones. The state becomes (1 − z) ⊙ n + z ⊙ h.
///
/// Shapes: `x` (e), `h` (d), `weights.input` (3, d, e), `weights.hidden` (3, d, d), both biases (3, d); the first axis is reset r, update z,
/// new n. d and e are at least 1. The views may be transposed or strided. What σ and tanh are taken of lies within ±1000.
pub fn gru(x: ArrayView1<'_, f32>, h: ArrayView1<'_, f32>, weights: GruWeights<'_>) -> Array1<f32> {
    todo!("write `gru`")
}
