//! recurrence/discretise: from a differential equation to steps.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/discretise
//! Stuck?     cargo run -- hint recurrence/discretise

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};
use recurrence::{exponential, solve};

/// The bilinear rule: Ā is the solution of (I − ΔA/2) Ā = I + ΔA/2, and B̄ that of (I − ΔA/2) B̄ = ΔB.
///
/// Shapes: `a` (n, n) and `b` (n) give Ā (n, n) and B̄ (n). n is from 1 to 24. The step Δ = `step` lies between 0.00001 and 100, and the
/// absolute values in a row of ΔA sum to at most 64. No eigenvalue of A has a positive real part, so that I − ΔA/2 has an inverse. The views may be transposed or strided.
pub fn bilinear(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    todo!("write `bilinear`")
}

/// The zero-order hold, exact where the input does not change within a step: Ā = exp(ΔA), and B̄ = ∫ exp(τA) dτ B over τ from 0 to Δ, which
/// is A⁻¹(Ā − I) B where A has an inverse. A need not have an inverse, and may be 0.
///
/// Shapes, sizes and views as in `bilinear`.
pub fn zoh(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>, step: f32) -> (Array2<f32>, Array1<f32>) {
    todo!("write `zoh`")
}
