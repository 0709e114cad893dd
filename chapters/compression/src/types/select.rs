//! Which entries are attended to, and how.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

/// Queries (n, heads, d), keys (blocks, d) and weights (n, heads) to scores (n, blocks).
pub type Indexer = fn(ArrayView3<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// Scores (n, blocks), the position of the first query, the block size m and k to the chosen blocks of each query.
pub type TopK = fn(ArrayView2<'_, f32>, usize, usize, usize) -> Vec<Vec<usize>>;

/// Queries (n, heads, c), tokens (n, c), blocks (b, c), the chosen blocks of each query, sinks (heads) and the window to outputs
/// (n, heads, c).
pub type Csa = fn(
    ArrayView3<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    &[Vec<usize>],
    ArrayView1<'_, f32>,
    usize,
) -> Array3<f32>;

/// Outputs (n, heads, c), the position of the first, the rotated channels and the base to outputs turned back (n, heads, c).
pub type InverseRope = fn(ArrayView3<'_, f32>, usize, usize, f32) -> Array3<f32>;
