//! Recurrences with a matrix for a state.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: linear
/// What linear attention keeps of the tokens so far.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearState {
    /// The sum of φ(k) vᵀ; shape (dk, dv).
    pub sum: Array2<f32>,
    /// The sum of φ(k); shape (dk).
    pub keys: Array1<f32>,
}
// ANCHOR_END: linear

/// Queries and keys (T, dk) and values (T, dv) to outputs (T, dv).
pub type LinearQuadratic = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// The state, and one token's query and key (dk) and value (dv), to its output (dv).
pub type LinearStep =
    fn(&mut LinearState, ArrayView1<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>;

/// Causal linear attention by two roads.
#[derive(Clone, Copy)]
pub struct LinearAttention {
    /// With all pairs of tokens.
    pub quadratic: LinearQuadratic,
    /// One token more.
    pub step: LinearStep,
}

/// Queries and keys (T, dk), values (T, dv) and gamma to outputs (T, dv).
pub type Retention = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, f32) -> Array2<f32>;

/// Queries and keys (T, dk), values (T, dv) and the logarithms of decays (T, dk) to outputs (T, dv).
pub type GatedRoad =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// The same in chunks of so many tokens.
pub type GatedChunks = fn(
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    usize,
) -> Array2<f32>;

/// Linear attention that forgets, by three roads.
#[derive(Clone, Copy)]
pub struct Gla {
    /// With all pairs of tokens, and one decay for all.
    pub retention: Retention,
    /// Token by token, with a decay for each channel of the key.
    pub gla: GatedRoad,
    /// The same in chunks.
    pub chunked: GatedChunks,
}
