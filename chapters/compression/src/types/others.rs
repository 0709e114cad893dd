//! Other answers to the same question.

use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayView3};

use super::Layers;

/// Queries (n, heads, d), keys (n, d), values (n, e), scores (n, n) and k to outputs (n, heads, e).
pub type Dsa = fn(
    ArrayView3<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    usize,
) -> Array3<f32>;

/// Weights (heads, i), the length and the stride of compressed blocks, the length of selected ones and their number to scores (blocks).
pub type NsaScores = fn(ArrayView2<'_, f32>, usize, usize, usize, usize) -> Array1<f32>;

/// Queries (n, heads, d), keys (n, groups, d), values (n, groups, e), gates (n, heads, 3), the block size, how many blocks are chosen
/// and the window to outputs (n, heads, e).
pub type Nsa = fn(
    ArrayView3<'_, f32>,
    ArrayView3<'_, f32>,
    ArrayView3<'_, f32>,
    ArrayView3<'_, f32>,
    usize,
    usize,
    usize,
) -> Array3<f32>;

/// Queries (n, d), keys (n, d), the block size and k to the chosen blocks of each query.
pub type MobaChoose = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, usize, usize) -> Vec<Vec<usize>>;

/// Queries (n, d), keys (n, d), values (n, e), the block size and the chosen blocks to outputs (n, e).
pub type MobaAttend =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, usize, &[Vec<usize>]) -> Array2<f32>;

/// One head that chooses blocks by the means of their keys.
#[derive(Clone, Copy)]
pub struct Moba {
    /// What chooses.
    pub choose: MobaChoose,
    /// What attends to the chosen blocks.
    pub attend: MobaAttend,
}

/// What attention costs for one token.
#[derive(Clone, Copy)]
pub struct Budget {
    /// Bytes that are kept after so many tokens.
    pub cache: fn(&[Layers], u64) -> u64,
    /// FLOPs of attention for the last of so many tokens.
    pub flops: fn(&[Layers], u64) -> u64,
}
