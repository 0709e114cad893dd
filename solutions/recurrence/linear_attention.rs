//! recurrence/linear_attention: attention without the softmax is a matrix that tokens are added to.

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
    let mut weights = queries.mapv(phi).dot(&keys.mapv(phi).t());
    for ((t, s), weight) in weights.indexed_iter_mut() {
        if s > t {
            *weight = 0.0;
        }
    }
    let sums = weights.sum_axis(Axis(1)).insert_axis(Axis(1)) + 1e-6;
    weights.dot(&values) / sums
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
    let (query, key) = (query.mapv(phi), key.mapv(phi));
    state.keys += &key;
    state.sum += &(&key.insert_axis(Axis(1)) * &value);
    query.dot(&state.sum) / (query.dot(&state.keys) + 1e-6)
}

fn phi(x: f32) -> f32 {
    if x > 0.0 { x + 1.0 } else { x.exp() }
}
