//! exp of the scores as they are

use ndarray::{Array2, ArrayView2};

pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut weights = scores.to_owned();
    for mut row in weights.rows_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        if largest > f32::NEG_INFINITY {
            row.mapv_inplace(f32::exp);
            let sum = row.sum();
            row /= sum;
        } else {
            row.fill(0.0);
        }
    }
    weights
}
