//! attention/scaled_dot_product: every query looks at the keys and takes a weighted mean of the values.

use ::attention::Mask;
use ndarray::{Array2, ArrayView2};

/// Scaled dot-product attention: `softmax(queries · keysᵀ / √d) · values`, with the softmax over the keys.
///
/// Shapes: `queries` (n, d), `keys` (m, d), `values` (m, d_v) give (n, d_v). All sizes are at least 1, and all four may
/// differ. The views may be transposed or strided. You may call your own softmax, as `super::softmax::softmax`.
///
/// With `Mask::None` every query sees every key. With `Mask::Causal` the queries are the last n positions: query i sees
/// key j when j ≤ i + (m − n), so the last query sees all keys. With more queries than keys the first n − m queries see
/// nothing: their output is 0. After the scale, scores can be as large as ±10,000, all those of a query, hidden ones too,
/// within 60 of each other.
pub fn scaled_dot_product(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    mask: Mask,
) -> Array2<f32> {
    let (n, m) = (queries.nrows(), keys.nrows());
    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
    if mask == Mask::Causal {
        for ((i, j), score) in scores.indexed_iter_mut() {
            // j ≤ i + (m − n), without a subtraction that could pass below zero.
            if j + n > i + m {
                *score = f32::NEG_INFINITY;
            }
        }
    }
    super::softmax::softmax(scores.view()).dot(&values)
}
