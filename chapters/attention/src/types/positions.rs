//! Where tokens and patches are.

use ndarray::{Array1, Array2, ArrayView2};

use super::Pairing;

/// Queries (n, d), keys (m, d), values (m, d_v) and a slope to outputs (n, d_v).
pub type SlopedAttention =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, f32) -> Array2<f32>;

/// The two functions of ALiBi.
#[derive(Clone, Copy)]
pub struct Alibi {
    /// A number of heads to the slope of each.
    pub slopes: fn(usize) -> Array1<f32>,
    /// Attention with a penalty on distance.
    pub attend: SlopedAttention,
}

/// Vectors (n, d), a position for each, base, pairing and rotated width to vectors (n, d).
pub type Rope = fn(ArrayView2<'_, f32>, &[usize], f32, Pairing, usize) -> Array2<f32>;

/// Vectors (rows · columns, d), the grid (rows, columns) and base to vectors of the same shape.
pub type Rope2d = fn(ArrayView2<'_, f32>, (usize, usize), f32) -> Array2<f32>;

/// A number of text tokens and the (height, width) of each picture to positions (tokens, 3).
pub type PicturePositions = fn(usize, &[(usize, usize)]) -> Array2<i64>;

/// Vectors (n, d), positions (n, 3), the width of each axis and base to vectors (n, d).
pub type RotateAxes = fn(ArrayView2<'_, f32>, ArrayView2<'_, i64>, [usize; 3], f32) -> Array2<f32>;

/// The two functions of MSRoPE.
#[derive(Clone, Copy)]
pub struct Msrope {
    /// Where text and pictures are.
    pub positions: PicturePositions,
    /// Turns vectors by where they are.
    pub rotate: RotateAxes,
}
