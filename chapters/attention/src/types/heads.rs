//! Heads that share keys and values, or make them from a latent.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

use super::Mask;

/// RoPE of consecutive tokens: vectors (tokens, d) and the position of the first to rotated vectors (tokens, d).
pub type Rotate = fn(ArrayView2<'_, f32>, usize) -> Array2<f32>;

/// Queries (n, heads, d), keys (m, groups, d), values (m, groups, d_v) and a mask to outputs (n, heads, d_v).
pub type Gqa = fn(ArrayView3<'_, f32>, ArrayView3<'_, f32>, ArrayView3<'_, f32>, Mask) -> Array3<f32>;

/// The two functions of QK-norm.
#[allow(clippy::type_complexity)] // Each signature stands where its shapes are told.
#[derive(Clone, Copy)]
pub struct QkNorm {
    /// Vectors (tokens, heads, d) and a gain (d) to normalised vectors of the same shape.
    pub normalise: fn(ArrayView3<'_, f32>, ArrayView1<'_, f32>) -> Array3<f32>,
    /// Queries (n, heads, d), keys (m, heads, d) and the gain (d) of each to scores (heads, n, m).
    pub scores: fn(
        ArrayView3<'_, f32>,
        ArrayView3<'_, f32>,
        ArrayView1<'_, f32>,
        ArrayView1<'_, f32>,
        Rotate,
    ) -> Array3<f32>,
}

/// The four steps of multi-head latent attention in its absorbed form.
#[allow(clippy::type_complexity)] // Each signature stands where its shapes are told.
#[derive(Clone, Copy)]
pub struct Mla {
    /// Hidden states (tokens, d), weights (d, d_c) and (d, d_r), and the position of the first token to latents
    /// (tokens, d_c) and rotated keys (tokens, d_r).
    pub compress: fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        Rotate,
        usize,
    ) -> (Array2<f32>, Array2<f32>),
    /// Queries (heads, d_nope) and weights (d_c, heads, d_nope) to queries (heads, d_c).
    pub absorb: fn(ArrayView2<'_, f32>, ArrayView3<'_, f32>) -> Array2<f32>,
    /// Queries (heads, d_c) and (heads, d_r), latents (tokens, d_c), rotated keys (tokens, d_r) and d_nope to mixed latents
    /// (heads, d_c).
    pub attend: fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        usize,
    ) -> Array2<f32>,
    /// Mixed latents (heads, d_c) and weights (d_c, heads, d_v) to outputs (heads, d_v).
    pub expand: fn(ArrayView2<'_, f32>, ArrayView3<'_, f32>) -> Array2<f32>,
}
