//! The eigenvalues of symmetric matrices.

use ndarray::{Array1, Array2, ArrayView2};

/// More rounds than any matrix needs: each about doubles the digits.
const ROUNDS: usize = 60;

/// The eigenvalues of a symmetric matrix, from the smallest to the largest, and its eigenvectors: column k, of length 1, belongs to
/// eigenvalue k, and the matrix is V diag(λ) Vᵀ.
///
/// `matrix` (d, d) gives (d) and (d, d). What is read is (A + Aᵀ)/2, so that it does not matter what rounding has left unsymmetric. The
/// eigenvalues are right to a few units of rounding of the *largest*: where one is 0, a number like −1e−17 may come out. Of a matrix that is not finite
/// nothing is a number. By Jacobi's rotations: each makes one entry beside the diagonal 0, in turn, until nothing is left there.
///
/// # Panics
/// If the matrix is not square.
pub fn symmetric_eigen(matrix: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    let (d, columns) = matrix.dim();
    assert!(d == columns, "symmetric_eigen takes a square matrix, not one of shape ({d}, {columns})");
    if matrix.iter().any(|x| !x.is_finite()) {
        return (Array1::from_elem(d, f64::NAN), Array2::from_elem((d, d), f64::NAN));
    }
    let mut a = (&matrix + &matrix.t()) * 0.5;
    let mut vectors = Array2::<f64>::eye(d);
    for _ in 0..ROUNDS {
        let mut turned = false;
        for p in 0..d {
            for q in p + 1..d {
                turned |= rotate(&mut a, &mut vectors, p, q);
            }
        }
        if !turned {
            break;
        }
    }
    let mut order: Vec<usize> = (0..d).collect();
    order.sort_by(|&i, &k| a[[i, i]].total_cmp(&a[[k, k]]));
    let values = order.iter().map(|&k| a[[k, k]]).collect();
    (values, vectors.select(ndarray::Axis(1), &order))
}

/// Turns axes p and q so that entry (p, q) becomes 0. False if it was nothing beside the diagonal already.
fn rotate(a: &mut Array2<f64>, vectors: &mut Array2<f64>, p: usize, q: usize) -> bool {
    let (app, aqq, apq) = (a[[p, p]], a[[q, q]], a[[p, q]]);
    let tiny = f64::EPSILON * f64::EPSILON * (app.abs() + aqq.abs());
    if apq.abs() <= tiny {
        return false;
    }
    let half = (aqq - app) / (2.0 * apq);
    let tangent = half.signum() / (half.abs() + half.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for k in 0..a.nrows() {
        let (x, y) = (a[[k, p]], a[[k, q]]);
        a[[k, p]] = cosine * x - sine * y;
        a[[k, q]] = sine * x + cosine * y;
        let (x, y) = (vectors[[k, p]], vectors[[k, q]]);
        vectors[[k, p]] = cosine * x - sine * y;
        vectors[[k, q]] = sine * x + cosine * y;
    }
    for k in 0..a.nrows() {
        let (x, y) = (a[[p, k]], a[[q, k]]);
        a[[p, k]] = cosine * x - sine * y;
        a[[q, k]] = sine * x + cosine * y;
    }
    // What rounding has left there.
    a[[p, q]] = 0.0;
    a[[q, p]] = 0.0;
    true
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn random(d: usize, seed: u64) -> Array2<f64> {
        let mut state = seed;
        let mut next = || {
            state = (1_103_515_245 * state + 12_345) & 0x7fff_ffff;
            2.0 * state as f64 / 2_147_483_648.0 - 1.0
        };
        Array2::from_shape_simple_fn((d, d), &mut next)
    }

    fn far(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        (a - b).iter().fold(0.0, |most, x| most.max(x.abs()))
    }

    #[test]
    fn the_eigenvalues_of_two_by_two_are_known() {
        let (values, vectors) = symmetric_eigen(array![[2.0, 1.0], [1.0, 2.0]].view());
        assert!((&values - &array![1.0, 3.0]).iter().all(|x| x.abs() < 1e-15), "{values}");
        assert!((vectors[[0, 1]] - vectors[[1, 1]]).abs() < 1e-15, "{vectors}");
    }

    #[test]
    fn values_and_vectors_make_the_matrix_again() {
        for (d, seed) in [(1, 3), (2, 4), (5, 5), (9, 6), (30, 7)] {
            let half = random(d, seed);
            for matrix in [&half + &half.t(), half.dot(&half.t()) * 1e9, half.dot(&half.t()) * 1e-9] {
                let scale = matrix.diag().iter().fold(1e-300_f64, |most, x| most.max(x.abs()));
                let (values, vectors) = symmetric_eigen(matrix.view());
                assert!(values.windows(2).into_iter().all(|pair| pair[0] <= pair[1]), "{values}");
                let again = (&vectors * &values).dot(&vectors.t());
                assert!(far(&again, &matrix) < 1e-13 * d as f64 * scale, "{d}");
                assert!(far(&vectors.t().dot(&vectors), &Array2::eye(d)) < 1e-13 * d as f64);
            }
        }
    }

    #[test]
    fn singular_diagonal_empty_and_zero_matrices_have_eigenvalues_too() {
        let column = random(6, 9).slice(ndarray::s![.., ..1]).to_owned();
        let (values, _) = symmetric_eigen(column.dot(&column.t()).view());
        let length = column.mapv(|x| x * x).sum();
        assert!((values[5] - length).abs() < 1e-14 * length && values[4].abs() < 1e-15, "{values}");
        let (values, _) = symmetric_eigen(Array2::from_diag(&array![1e12, -3.0, 1e-12]).view());
        assert_eq!(values, array![-3.0, 1e-12, 1e12]);
        assert_eq!(symmetric_eigen(Array2::zeros((3, 3)).view()).0, array![0.0, 0.0, 0.0]);
        assert_eq!(symmetric_eigen(Array2::zeros((0, 0)).view()).0.len(), 0);
    }

    #[test]
    fn of_what_is_not_symmetric_the_symmetric_part_is_read() {
        let (values, _) = symmetric_eigen(array![[1.0, 2.0], [4.0, 1.0]].view());
        assert!((&values - &array![-2.0, 4.0]).iter().all(|x| x.abs() < 1e-15), "{values}");
    }

    #[test]
    #[should_panic(expected = "takes a square matrix")]
    fn what_is_not_square_is_told() {
        symmetric_eigen(array![[1.0, 2.0]].view());
    }

    #[test]
    fn of_what_is_not_finite_nothing_is_a_number() {
        let (values, vectors) = symmetric_eigen(array![[1.0, 0.0], [0.0, f64::INFINITY]].view());
        assert!(values.iter().chain(&vectors).all(|x| x.is_nan()) && vectors.dim() == (2, 2));
    }
}
