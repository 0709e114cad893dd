use ndarray::{Array2, array};

use attention::lesson::rust::*;

#[test]
fn each_row_has_its_mean() {
    assert_eq!(means(array![[1.0, 2.0, 6.0], [-1.0, 0.0, 1.0]].view()), array![3.0, 0.0]);
    assert_eq!(means(Array2::zeros((2, 0)).view()), array![0.0, 0.0]);
}
