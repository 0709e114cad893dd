//! What the tests of several chapters compare arrays by.

use ndarray::Array2;

/// The largest absolute difference of two matrices.
pub(crate) fn difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim(), "shapes");
    a.iter().zip(b).fold(0.0, |worst: f64, (a, b)| {
        let d = if a == b { 0.0 } else { (a - b).abs() };
        if d.is_nan() { f64::INFINITY } else { worst.max(d) }
    })
}
