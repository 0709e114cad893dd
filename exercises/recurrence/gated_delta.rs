//! recurrence/gated_delta: a memory that fades and can be corrected.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/gated_delta
//! Stuck?     cargo run -- hint recurrence/gated_delta

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// The gated delta rule: first everything fades, S̃ = exp(gₜ) S, and then what S̃ lacks at kₜ is written, in part:
/// S = S̃ + βₜ kₜ (vₜ − S̃ᵀ kₜ)ᵀ, from zeros; output t is Sᵀ qₜ / √dk.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv), `beta` and `decays` g (T) give (T, dv). All sizes are at least 1. `beta` lies
/// between 0 and 2, `decays` between −20 and 0; queries and keys are used as they are, and keys need not have length 1. It holds one
/// state at a time: not one for each token, and no number for each pair of tokens. The views may be transposed or strided.
pub fn gated_delta(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
    decays: ArrayView1<'_, f32>,
) -> Array2<f32> {
    todo!("write `gated_delta`")
}
