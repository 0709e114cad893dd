//! What a query and a key make: scores, weights, and the mean of the values.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::{Mask, PairScore};

/// Weights of each row of scores: (rows, columns) to (rows, columns).
pub type Softmax = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Queries (n, d), keys (m, d), values (m, d_v) and a mask to outputs (n, d_v).
pub type ScaledDotProduct =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, Mask) -> Array2<f32>;

/// Queries (n, d_q), keys (m, d_k), values (m, d_v), w_query (d_q, a), w_key (d_k, a) and w_score (a) to scores (n, m) and
/// contexts (n, d_v).
pub type Additive = fn(
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
) -> (Array2<f32>, Array2<f32>);

/// The two functions of `luong`.
#[derive(Clone, Copy)]
pub struct Luong {
    /// Queries (n, d_q), keys (m, d_k) and a score to scores (n, m).
    pub scores: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, PairScore<'_>) -> Array2<f32>,
    /// Contexts (n, d_v), queries (n, d_q) and weights (d_v + d_q, e) to attentional outputs (n, e).
    pub attentional: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
}
