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

/// Causal linear attention by two roads.
#[derive(Clone, Copy)]
pub struct LinearAttention {
    /// With all pairs of tokens, from queries and keys (T, dk) and values (T, dv); shape (T, dv).
    pub quadratic: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
    /// One token more: its output (dv), from its query, key and value.
    pub step:
        fn(&mut LinearState, ArrayView1<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>,
}

/// A road of gated linear attention: queries, keys (T, dk), values (T, dv), logarithms of the decays (T, dk).
pub type GatedRoad =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// Linear attention that forgets, by three roads.
#[derive(Clone, Copy)]
pub struct Gla {
    /// With all pairs of tokens, and one decay for all; from queries, keys, values and the decay.
    pub retention: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, f32) -> Array2<f32>,
    /// Token by token, with a decay for each channel of the key.
    pub gla: GatedRoad,
    /// The same in chunks of so many tokens.
    pub chunked: fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        usize,
    ) -> Array2<f32>,
}
