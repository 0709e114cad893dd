//! Columns in the place of rows

use ndarray::{Array2, ArrayView2};

pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut weights = scores.to_owned();
    for mut row in weights.columns_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        if largest > f32::NEG_INFINITY {
            row.mapv_inplace(|score| (score - largest).exp());
            let sum = row.sum();
            row /= sum;
        } else {
            row.fill(0.0);
        }
    }
    weights
}
