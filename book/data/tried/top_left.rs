//! The causal mask starts at the top left

use attention::Mask;
use attention::solution::softmax::softmax;
use ndarray::{Array2, ArrayView2};

pub fn scaled_dot_product(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    mask: Mask,
) -> Array2<f32> {
    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
    if mask == Mask::Causal {
        for ((i, j), score) in scores.indexed_iter_mut() {
            if j > i {
                *score = f32::NEG_INFINITY;
            }
        }
    }
    softmax(scores.view()).dot(&values)
}
