//! What is right, in double precision and by another road than the solution's: Σ = C Cᵀ by Cholesky with pivots, and the trace of
//! (Σ₁Σ₂)^½ as the sum of the singular values of C₁ᵀ C₂.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

/// Mean and unbiased covariance, row by row: Welford's update.
pub(crate) fn moments(features: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    let d = features.ncols();
    let (mut mean, mut scatter) = (Array1::zeros(d), Array2::zeros((d, d)));
    for (number, row) in features.rows().into_iter().enumerate() {
        let before = &row - &mean;
        mean += &(&before / (number as f64 + 1.0));
        let after = &row - &mean;
        scatter += &column(before.view()).dot(&column(after.view()).t());
    }
    (mean, scatter / (features.nrows() as f64 - 1.0))
}

/// A vector as a matrix of one column.
pub(crate) fn column(vector: ArrayView1<'_, f64>) -> ArrayView2<'_, f64> {
    vector.insert_axis(Axis(1))
}

/// C (d, r) with C Cᵀ = Σ. It ends where nothing but rounding is left, so that r is the rank.
pub(crate) fn factor(covariance: ArrayView2<'_, f64>) -> Array2<f64> {
    let d = covariance.nrows();
    let mut left = covariance.to_owned();
    let largest = left.diag().fold(0.0_f64, |most, &x| most.max(x));
    let mut factor = Array2::zeros((d, d));
    for r in 0..d {
        let at = (0..d).fold(0, |best, i| if left[[i, i]] > left[[best, best]] { i } else { best });
        let pivot = left[[at, at]];
        if pivot <= 4.0 * d as f64 * f64::EPSILON * largest {
            return factor.slice(s![.., ..r]).to_owned();
        }
        let new = &left.column(at) / pivot.sqrt();
        left = &left - &column(new.view()).dot(&column(new.view()).t());
        factor.column_mut(r).assign(&new);
    }
    factor
}

/// The singular values of a matrix and its right singular vectors, in columns: one-sided Jacobi rotations, which make the columns
/// orthogonal.
pub(crate) fn singular(matrix: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    let mut a = matrix.to_owned();
    let count = a.ncols();
    let mut right = Array2::<f64>::eye(count);
    for _ in 0..40 {
        let mut turned = false;
        for p in 0..count {
            for q in p + 1..count {
                let (x, y) = (a.column(p).to_owned(), a.column(q).to_owned());
                let (xx, yy, xy) = (x.dot(&x), y.dot(&y), x.dot(&y));
                if xy == 0.0 || xy.abs() <= 1e-15 * (xx * yy).sqrt() {
                    continue;
                }
                turned = true;
                let half = (yy - xx) / (2.0 * xy);
                let tangent = half.signum() / (half.abs() + half.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let sine = tangent * cosine;
                for m in [&mut a, &mut right] {
                    let (x, y) = (m.column(p).to_owned(), m.column(q).to_owned());
                    m.column_mut(p).assign(&(&x * cosine - &y * sine));
                    m.column_mut(q).assign(&(&x * sine + &y * cosine));
                }
            }
        }
        if !turned {
            break;
        }
    }
    (a.columns().into_iter().map(|x| x.dot(&x).sqrt()).collect(), right)
}

/// The Fréchet distance.
pub(crate) fn distance(
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
    other_mean: ArrayView1<'_, f64>,
    other: ArrayView2<'_, f64>,
) -> f64 {
    let (values, _) = singular(factor(covariance).t().dot(&factor(other)).view());
    let apart = &mean - &other_mean;
    apart.dot(&apart) + covariance.diag().sum() + other.diag().sum() - 2.0 * values.sum()
}

/// How far rounding in the last place of a double may move a right answer: an eigenvalue that is 0 comes out as ε times the largest, and
/// its root as √ε.
pub(crate) fn rounding(covariance: ArrayView2<'_, f64>, other: ArrayView2<'_, f64>) -> f64 {
    let traces = covariance.diag().sum() * other.diag().sum();
    covariance.nrows() as f64 * (f64::EPSILON * traces).sqrt()
}
