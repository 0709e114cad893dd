//! The largest score is searched from 0

use ndarray::{Array2, ArrayView2};

pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut weights = scores.to_owned();
    for mut row in weights.rows_mut() {
        let largest = row.fold(0.0, |a: f32, &b| a.max(b));
        if row.iter().any(|&score| score > f32::NEG_INFINITY) {
            row.mapv_inplace(|score| (score - largest).exp());
            let sum = row.sum();
            row /= sum;
        } else {
            row.fill(0.0);
        }
    }
    weights
}
