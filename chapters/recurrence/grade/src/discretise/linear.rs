//! Systems and exponentials of the bent solution: in double precision, or rounded to single where `recurrence::solve` and
//! `recurrence::exponential` are.

use ndarray::{Array1, Array2};

/// Whether what goes in and what comes out is rounded.
#[derive(Clone, Copy)]
pub(crate) struct Linear {
    pub(crate) double: bool,
}

impl Linear {
    fn rounded(self, x: f64) -> f64 {
        if self.double { x } else { f64::from(x as f32) }
    }

    /// The x with `a` x = `b`; not a number where there is none.
    pub(crate) fn solve(self, a: &Array2<f64>, b: &Array1<f64>) -> Array1<f64> {
        let n = b.len();
        let (mut left, mut right) = (a.mapv(|x| self.rounded(x)), b.mapv(|x| self.rounded(x)));
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
        right.mapv(|x| self.rounded(x))
    }

    /// The X with `a` X = `b`, of matrices.
    pub(crate) fn solve_all(self, a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
        let mut out = Array2::zeros(b.raw_dim());
        for (mut column, b) in out.columns_mut().into_iter().zip(b.columns()) {
            column.assign(&self.solve(a, &b.to_owned()));
        }
        out
    }

    pub(crate) fn exponential(self, a: &Array2<f64>) -> Array2<f64> {
        let a = a.mapv(|x| self.rounded(x));
        let norm = a.rows().into_iter().map(|row| row.mapv(f64::abs).sum()).fold(0.0, f64::max);
        let halvings = if norm > 0.5 { (norm / 0.5).log2().ceil() as i32 } else { 0 };
        let mut sum = series(&(a / 2.0_f64.powi(halvings)), 20);
        for _ in 0..halvings {
            sum = sum.dot(&sum);
        }
        sum.mapv(|x| self.rounded(x))
    }
}

/// The first terms of the exponential's series.
pub(crate) fn series(a: &Array2<f64>, terms: usize) -> Array2<f64> {
    let mut term = Array2::<f64>::eye(a.nrows());
    let mut sum = term.clone();
    for k in 1..terms {
        term = term.dot(a) / k as f64;
        sum += &term;
    }
    sum
}
