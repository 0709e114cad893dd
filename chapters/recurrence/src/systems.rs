//! What state spaces need of linear algebra.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: solve
/// The x with `a` · x = `b`, for an `a` of shape (n, n) that has an inverse:
/// Gaussian elimination with pivots, in double precision.
pub fn solve(a: ArrayView2<'_, f32>, b: ArrayView1<'_, f32>) -> Array1<f32> {
    // ANCHOR_END: solve
    let n = b.len();
    assert_eq!(a.dim(), (n, n), "solve: a square matrix with as many rows as b has numbers");
    let mut left = a.mapv(f64::from);
    let mut right = b.mapv(f64::from);
    for column in 0..n {
        let size = |row: &usize| left[[*row, column]].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b))).expect("a row is left");
        for k in 0..n {
            left.swap([column, k], [pivot, k]);
        }
        right.swap(column, pivot);
        for row in column + 1..n {
            let factor = left[[row, column]] / left[[column, column]];
            for k in column..n {
                left[[row, k]] -= factor * left[[column, k]];
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| left[[row, k]] * right[k]).sum();
        right[row] = (right[row] - known) / left[[row, row]];
    }
    right.mapv(|x| x as f32)
}

// ANCHOR: exponential
/// exp(`a`) = I + a + a²/2 + …, for an `a` of shape (n, n): its Taylor
/// series, of a / 2ˢ small enough, squared s times, in double precision.
pub fn exponential(a: ArrayView2<'_, f32>) -> Array2<f32> {
    // ANCHOR_END: exponential
    assert!(a.is_square(), "exponential: a square matrix");
    let a = a.mapv(f64::from);
    let norm = a.rows().into_iter().map(|row| row.mapv(f64::abs).sum()).fold(0.0, f64::max);
    let halvings = if norm > 0.5 { (norm / 0.5).log2().ceil() as i32 } else { 0 };
    let small = &a / 2.0_f64.powi(halvings);
    let mut term = Array2::<f64>::eye(a.nrows());
    let mut sum = term.clone();
    for k in 1..20 {
        term = term.dot(&small) / f64::from(k);
        sum += &term;
    }
    for _ in 0..halvings {
        sum = sum.dot(&sum);
    }
    sum.mapv(|x| x as f32)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_system_whose_first_pivot_is_zero() {
        let a = array![[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]];
        let x = array![1.0, -2.0, 4.0];
        assert_eq!(solve(a.view(), a.dot(&x).view()), x);
    }

    #[test]
    fn a_rotation_and_a_shift() {
        let turn = exponential(array![[0.0, -10.0], [10.0, 0.0]].view());
        let (sin, cos) = 10.0_f32.sin_cos();
        assert!((turn - array![[cos, -sin], [sin, cos]]).iter().all(|x| x.abs() < 1e-6));
        assert_eq!(exponential(array![[0.0, 3.0], [0.0, 0.0]].view()), array![[1.0, 3.0], [0.0, 1.0]]);
    }
}
