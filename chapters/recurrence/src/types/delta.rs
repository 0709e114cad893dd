//! Memories that are edited.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::KdaTokens;

/// Outputs (T, dv), from queries and keys (T, dk), values (T, dv) and how much of each is written (T).
pub type DeltaRule =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;

/// The delta rule.
#[derive(Clone, Copy)]
pub struct Delta {
    /// Rows (T, d) of length 1, nearly.
    pub unit: fn(ArrayView2<'_, f32>) -> Array2<f32>,
    /// What is missing is written.
    pub delta: DeltaRule,
}

/// The delta rule of a memory that fades: as [`DeltaRule`], and the logarithms of the decays (T).
pub type GatedDelta = fn(
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView1<'_, f32>,
) -> Array2<f32>;

/// Kimi Delta Attention: each channel of the key fades at its own rate.
#[derive(Clone, Copy)]
pub struct Kda {
    /// Logarithms of the decays (T, dk), from what the tokens ask for (T, dk), a number for the head, and a bias (dk).
    pub decay: fn(ArrayView2<'_, f32>, f32, ArrayView1<'_, f32>) -> Array2<f32>,
    /// Outputs (T, dv).
    pub attend: fn(KdaTokens<'_>) -> Array2<f32>,
    /// Outputs (T, dv) that are normalised and gated, from outputs and what the tokens ask for, both (T, dv).
    pub gate: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
}
