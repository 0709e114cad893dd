//! The Rust that an answer needs, in one function.

use ndarray::{Array1, ArrayView2};

// ANCHOR: means
/// The mean of each row; of a row without numbers, 0.
pub fn means(matrix: ArrayView2<'_, f32>) -> Array1<f32> {
    let mut means = Array1::zeros(matrix.nrows());
    for (mean, row) in means.iter_mut().zip(matrix.rows()) {
        if !row.is_empty() {
            *mean = row.iter().sum::<f32>() / row.len() as f32;
        }
    }
    means
}
// ANCHOR_END: means

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    #[test]
    fn each_row_has_its_mean() {
        assert_eq!(means(array![[1.0, 2.0, 6.0], [-1.0, 0.0, 1.0]].view()), array![3.0, 0.0]);
        assert_eq!(means(Array2::zeros((2, 0)).view()), array![0.0, 0.0]);
    }
}
