//! recurrence/linear_attention: attention without the softmax is a matrix that tokens are added to.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/linear_attention
//! Stuck?     cargo run -- hint recurrence/linear_attention

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use recurrence::LinearState;

/// Causal linear attention, with all pairs of tokens: output t is Σ wₛ vₛ / (Σ wₛ + 10⁻⁶) over the tokens s ≤ t, with
/// wₛ = φ(qₜ) · φ(kₛ), and φ(x) = elu(x) + 1, which is x + 1 where x > 0, and eˣ elsewhere.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv) give (T, dv). All sizes are at least 1. Queries and keys lie within ±30, and small
/// weights count: φ(−20) is 2 · 10⁻⁹, and not 0. The views may be transposed or strided.
pub fn quadratic(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `quadratic`")
}

/// The same for one token more, from what is kept of those before it: `state.sum` is Σ φ(k) vᵀ and `state.keys` is Σ φ(k), zeros before the
/// first token, and both come to include this token. Several states can be under way at once, also copies of one.
///
/// Shapes: `query` and `key` (dk), `value` (dv), `state.sum` (dk, dv), `state.keys` (dk) give (dv). Numbers are as above, and the views may
/// be strided.
pub fn step(
    state: &mut LinearState,
    query: ArrayView1<'_, f32>,
    key: ArrayView1<'_, f32>,
    value: ArrayView1<'_, f32>,
) -> Array1<f32> {
    todo!("write `step`")
}
