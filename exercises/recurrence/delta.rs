//! recurrence/delta: a memory that can be corrected.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/delta
//! Stuck?     cargo run -- hint recurrence/delta

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Rows of length 1, nearly: each row x of `rows` (T, d) is divided by √(Σ x² + 10⁻⁶).
///
/// All sizes are at least 1; a row may be 0, or so small that the 10⁻⁶ counts. Numbers lie within ±1000. The view may be transposed or
/// strided.
pub fn unit(rows: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `unit`")
}

/// The delta rule: S holds at key kₜ the value Sᵀ kₜ; what is missing to vₜ is written there, in part: S becomes
/// S + βₜ kₜ (vₜ − Sᵀ kₜ)ᵀ, from zeros, and then output t is Sᵀ qₜ / √dk.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv), `beta` (T) give (T, dv). All sizes are at least 1. `beta` lies between 0 and 2;
/// queries and keys are used as they are, and keys need not have length 1. It holds one state at a time: not one for each token, and
/// no number for each pair of tokens. The views may be transposed or strided.
pub fn delta(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
) -> Array2<f32> {
    todo!("write `delta`")
}
