//! Documents in one row, and what stands around attention.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::{BlockWeights, ResamplerWeights};

/// Queries (total, d), keys (total, d), values (total, d_v) and lengths of documents to outputs (total, d_v).
pub type PackedAttention =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, &[usize]) -> Array2<f32>;

/// Rows (n, d), gate (d, f), up (d, f) and down (f, d) to (n, d).
pub type Swiglu =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// Rows (n, d), gain (d), bias (d) and epsilon to (n, d).
pub type LayerNorm = fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>;

/// The four functions of packing.
#[derive(Clone, Copy)]
pub struct Packing {
    /// Lengths of the documents and the number of positions to what each position sees: (total, total).
    pub mask: fn(&[usize], usize) -> Array2<bool>,
    /// Lengths and number of positions to the place of each position in its document: (total).
    pub positions: fn(&[usize], usize) -> Array1<usize>,
    /// Lengths and number of positions to whether the next position belongs to the same document: (total).
    pub targets: fn(&[usize], usize) -> Array1<bool>,
    /// Queries (total, d), keys (total, d), values (total, d_v) and lengths to outputs (total, d_v).
    pub attend: PackedAttention,
}

/// The three functions of the parallel block.
#[derive(Clone, Copy)]
pub struct ParallelBlock {
    /// Rows (n, d), gain (d) and epsilon to (n, d).
    pub rms_norm: fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>,
    /// Rows (n, d), gate (d, f), up (d, f) and down (f, d) to (n, d).
    pub swiglu: Swiglu,
    /// Rows (n, d) and weights to (n, d).
    pub block: fn(ArrayView2<'_, f32>, &BlockWeights<'_>) -> Array2<f32>,
}

/// The two functions of the resampler.
#[derive(Clone, Copy)]
pub struct Resampler {
    /// Rows (n, d), gain (d), bias (d) and epsilon to (n, d).
    pub layer_norm: LayerNorm,
    /// Inputs (n, d), latents (r, d) and weights to (r, d).
    pub resample: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, &ResamplerWeights<'_>) -> Array2<f32>,
}
