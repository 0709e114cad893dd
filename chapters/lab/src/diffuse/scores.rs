//! How far samples are from where they should be.

use ndarray::{Array1, Array2};

use crate::parameters::{normals, random};

/// √ of the mean over 64 directions of the squared Wasserstein distance of the projections: plane points, equally many.
pub(super) fn sliced(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    const DIRECTIONS: usize = 64;
    let sorted = |x: &Array2<f32>, (c, s): (f32, f32)| {
        let mut along: Vec<f32> = x.rows().into_iter().map(|row| c * row[0] + s * row[1]).collect();
        along.sort_unstable_by(f32::total_cmp);
        along
    };
    let squares: f64 = (0..DIRECTIONS)
        .map(|i| {
            let angle = std::f32::consts::PI * i as f32 / DIRECTIONS as f32;
            let direction = (angle.cos(), angle.sin());
            let (a, b) = (sorted(a, direction), sorted(b, direction));
            a.iter().zip(&b).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>() / a.len() as f64
        })
        .sum();
    (squares / DIRECTIONS as f64).sqrt()
}

/// The eigenvalues of a symmetric matrix and its eigenvectors as columns, by rotations.
pub(super) fn eigen(of: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let n = of.nrows();
    let mut a: Vec<f64> = of.iter().copied().collect();
    // By rows here.
    let mut vectors = vec![0.0; n * n];
    (0..n).for_each(|i| vectors[i * n + i] = 1.0);
    let whole: f64 = a.iter().map(|x| x * x).sum();
    for _ in 0..30 {
        let off: f64 = (0..n * n).filter(|at| at / n != at % n).map(|at| a[at] * a[at]).sum();
        if off <= 1e-24 * whole {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apart = a[p * n + q];
                if apart * apart <= 1e-30 * whole {
                    continue;
                }
                let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * apart);
                let t = ratio.signum() / (ratio.abs() + (ratio * ratio + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
                }
                for rows in [&mut a, &mut vectors] {
                    let (above, below) = rows.split_at_mut(q * n);
                    for (x, y) in above[p * n..(p + 1) * n].iter_mut().zip(&mut below[..n]) {
                        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
                    }
                }
            }
        }
    }
    let values = (0..n).map(|i| a[i * n + i]).collect();
    let vectors = Array2::from_shape_vec((n, n), vectors).expect("n by n");
    (values, vectors.reversed_axes())
}

/// A function of a symmetric matrix: of its eigenvalues, none below 0.
pub(super) fn function(of: &Array2<f64>, f: impl Fn(f64) -> f64) -> Array2<f64> {
    let (values, vectors) = eigen(of);
    (&vectors * &values.mapv(|value| f(value.max(0.0)))).dot(&vectors.t())
}

/// Features that nobody has trained: cosines of random projections, always the same.
pub(super) struct Features {
    /// (2, 48) and (48).
    pub(super) weights: Array2<f32>,
    pub(super) phases: Array1<f32>,
}

impl Features {
    pub(super) fn new() -> Features {
        const COUNT: usize = 48;
        let mut fixed = random(0, 91, 0);
        let weights =
            Array2::from_shape_vec((2, COUNT), normals(&mut fixed, 2 * COUNT, 1.5)).expect("as many");
        Features { weights, phases: normals(&mut fixed, COUNT, 3.0).into_iter().collect() }
    }

    pub(super) fn of(&self, x: &Array2<f32>) -> Array2<f64> {
        (x.dot(&self.weights) + &self.phases).mapv(|x| f64::from(x.cos()))
    }
}

/// The share of the normal distribution below x.
pub(super) fn normal(x: f64) -> f64 {
    // Simpson's rule from 0, of a smooth function.
    const PARTS: i32 = 400;
    let x = x.clamp(-9.0, 9.0);
    let at = |i: i32| (-0.5 * (x * f64::from(i) / f64::from(PARTS)).powi(2)).exp();
    let sum: f64 = (0..=PARTS)
        .map(|i| {
            at(i)
                * if i == 0 || i == PARTS {
                    1.0
                } else if i % 2 == 1 {
                    4.0
                } else {
                    2.0
                }
        })
        .sum();
    0.5 + sum * x / f64::from(PARTS) / 3.0 / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_root_times_itself_is_the_matrix() {
        let x = Features::new().weights.mapv(f64::from);
        let matrix = x.dot(&x.t());
        let root = function(&matrix, f64::sqrt);
        assert!((root.dot(&root) - &matrix).iter().all(|x| x.abs() < 1e-9));
    }

    #[test]
    fn the_normal_distribution_is_that_of_tables() {
        for (x, expected) in [(0.0, 0.5), (1.0, 0.841_344_7), (-1.96, 0.024_997_9), (-3.0, 0.001_349_9)] {
            assert!((normal(x) - expected).abs() < 1e-7);
        }
    }

    #[test]
    fn a_shift_by_one_is_a_distance_of_a_half_root() {
        let a = array![[0.0_f32, 1.0], [2.0, 0.0], [1.0, 1.5]];
        assert!(sliced(&a, &a) == 0.0);
        let b = &a + &array![1.0_f32, 0.0];
        assert!((sliced(&a, &b) - 0.5_f64.sqrt()).abs() < 1e-6);
    }
}
