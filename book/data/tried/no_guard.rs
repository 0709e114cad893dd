//! No thought for a row that is all masked

use ndarray::{Array2, ArrayView2};

pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut weights = scores.to_owned();
    for mut row in weights.rows_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    weights
}
