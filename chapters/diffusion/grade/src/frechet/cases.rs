//! The cases of `frechet`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::{Input, Normal};

/// The largest features, means and variances, as the stub says.
pub(super) const FEATURE: f64 = 1e6;
pub(super) const MEAN: f64 = 1000.0;
pub(super) const VARIANCE: f64 = 1e6;

/// Normal numbers around a mean of each column.
pub(crate) fn features(random: &mut Random, n: usize, d: usize) -> Array2<f64> {
    let means = Array1::from_shape_simple_fn(d, || 1.5 * random.normal());
    let mixed = Array2::from_shape_simple_fn((d, d), || 0.6 * random.normal()) + Array2::<f64>::eye(d);
    Array2::from_shape_simple_fn((n, d), || random.normal()).dot(&mixed) + means
}

/// A symmetric matrix with these eigenvalues and random eigenvectors.
pub(crate) fn symmetric(random: &mut Random, eigenvalues: &[f64]) -> Array2<f64> {
    let d = eigenvalues.len();
    let mut vectors = Array2::from_shape_simple_fn((d, d), || random.normal());
    for _ in 0..2 {
        for k in 0..d {
            for i in 0..k {
                let along = vectors.column(i).dot(&vectors.column(k));
                let part = &vectors.column(i) * along;
                let mut column = vectors.column_mut(k);
                column -= &part;
            }
            let length = vectors.column(k).dot(&vectors.column(k)).sqrt();
            vectors.column_mut(k).mapv_inplace(|x| x / length);
        }
    }
    let matrix = (&vectors * &Array1::from(eigenvalues.to_vec())).dot(&vectors.t());
    (&matrix + &matrix.t()) * 0.5
}

/// d eigenvalues between two numbers, evenly by ratio, and these themselves.
pub(crate) fn between(low: f64, high: f64, d: usize) -> Vec<f64> {
    (0..d).map(|k| low * (high / low).powf(k as f64 / (d.max(2) - 1) as f64)).collect()
}

fn normal(random: &mut Random, eigenvalues: &[f64]) -> Normal {
    let mean = Array1::from_shape_simple_fn(eigenvalues.len(), || random.normal());
    Normal { mean: mean.into(), covariance: symmetric(random, eigenvalues).into() }
}

fn ordinary(random: &mut Random, d: usize) -> Normal {
    let eigenvalues: Vec<f64> = (0..d).map(|_| random.uniform(0.2..4.0)).collect();
    normal(random, &eigenvalues)
}

/// The moments of n rows: with n ≤ d the covariance is singular.
fn of_rows(random: &mut Random, n: usize, d: usize) -> Normal {
    let rows = features(random, n, d);
    let (mean, covariance) = super::reference::moments(rows.view());
    Normal { mean: mean.into(), covariance: ((&covariance + &covariance.t()) * 0.5).into() }
}

/// a aᵀ.
fn of_one_column(random: &mut Random, d: usize) -> Normal {
    let a = Array2::from_shape_simple_fn((d, 1), || random.normal());
    Normal { covariance: a.dot(&a.t()).into(), ..ordinary(random, d) }
}

fn zero(random: &mut Random, d: usize) -> Normal {
    Normal { covariance: Array2::zeros((d, d)).into(), ..ordinary(random, d) }
}

fn pair(random: &mut Random, d: usize) -> Input {
    Input::Distance(ordinary(random, d), ordinary(random, d))
}

fn rows(random: &mut Random, n: usize, d: usize) -> Input {
    Input::Moments(features(random, n, d).into())
}

/// The features, changed by row and column.
fn shaped(random: &mut Random, n: usize, d: usize, of: fn(usize, usize, f64) -> f64) -> Input {
    let mut made = features(random, n, d);
    made.indexed_iter_mut().for_each(|((i, k), x)| *x = of(i, k, *x));
    Input::Moments(made.into())
}

fn scaled(random: &mut Random, d: usize, scales: [f64; 2]) -> Input {
    let [mut one, mut other] = [ordinary(random, d), ordinary(random, d)];
    one.covariance.values *= scales[0];
    other.covariance.values *= scales[1];
    Input::Distance(one, other)
}

fn laid(mut input: Input, layouts: [Layout; 4]) -> Input {
    match &mut input {
        Input::Moments(features) => features.layout = layouts[0],
        Input::Distance(one, other) => {
            (one.mean.layout, one.covariance.layout) = (layouts[0], layouts[1]);
            (other.mean.layout, other.covariance.layout) = (layouts[2], layouts[3]);
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut all = of_moments();
    all.extend(of_distance());
    all
}

fn of_moments() -> Vec<Case<Input>> {
    use Layout::{Reversed, Strided, Transposed};
    vec![
        Case { name: "moments, five rows of two", make: |random| rows(random, 5, 2) },
        Case { name: "moments, seven rows of three", make: |random| rows(random, 7, 3) },
        Case { name: "moments, two rows", make: |random| rows(random, 2, 3) },
        Case { name: "moments, one feature", make: |random| rows(random, 6, 1) },
        Case { name: "moments, fewer rows than features", make: |random| rows(random, 3, 6) },
        Case { name: "moments, as many rows as features", make: |random| rows(random, 4, 4) },
        Case { name: "moments, 300 rows", make: |random| rows(random, 300, 3) },
        Case { name: "moments, 270 features", make: |random| rows(random, 3, 270) },
        Case {
            name: "moments, a mean of 1000",
            make: |random| shaped(random, 9, 3, |_, k, x| x + [1000.0, -1000.0, 500.0][k]),
        },
        Case {
            name: "moments, features at different levels",
            make: |random| shaped(random, 8, 4, |_, k, x| x * [1.0, 300.0, 0.02, 5.0][k]),
        },
        Case {
            name: "moments, features of a million",
            make: |random| {
                shaped(random, 6, 2, |i, k, x| match (i + k) % 3 {
                    0 => 1e6,
                    1 => -1e6,
                    _ => x,
                })
            },
        },
        Case {
            name: "moments, equal rows",
            make: |random| {
                let row = features(random, 1, 3);
                Input::Moments(Array2::from_shape_fn((4, 3), |(_, k)| row[[0, k]]).into())
            },
        },
        Case { name: "moments, transposed", make: |random| laid(rows(random, 6, 3), [Transposed; 4]) },
        Case { name: "moments, strided", make: |random| laid(rows(random, 5, 4), [Strided; 4]) },
        Case { name: "moments, reversed in memory", make: |random| laid(rows(random, 5, 3), [Reversed; 4]) },
    ]
}

fn of_distance() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided};
    vec![
        Case { name: "distance, two features", make: |random| pair(random, 2) },
        Case { name: "distance, three features", make: |random| pair(random, 3) },
        Case { name: "distance, one feature", make: |random| pair(random, 1) },
        Case { name: "distance, six features", make: |random| pair(random, 6) },
        Case { name: "distance, 20 features", make: |random| pair(random, 20) },
        Case { name: "distance, 40 features", make: |random| pair(random, 40) },
        Case {
            name: "distance, the same covariance",
            make: |random| {
                let one = ordinary(random, 4);
                Input::Distance(one.clone(), Normal { covariance: one.covariance, ..ordinary(random, 4) })
            },
        },
        Case {
            name: "distance, the same mean",
            make: |random| {
                let one = ordinary(random, 4);
                Input::Distance(one.clone(), Normal { mean: one.mean, ..ordinary(random, 4) })
            },
        },
        Case {
            name: "distance, the same moments",
            make: |random| {
                let one = ordinary(random, 5);
                Input::Distance(one.clone(), one)
            },
        },
        Case {
            name: "distance, fewer rows than features",
            make: |random| Input::Distance(of_rows(random, 4, 7), of_rows(random, 3, 7)),
        },
        Case {
            name: "distance, as many rows as features",
            make: |random| Input::Distance(of_rows(random, 5, 5), of_rows(random, 5, 5)),
        },
        Case {
            name: "distance, one covariance singular",
            make: |random| Input::Distance(of_rows(random, 3, 6), ordinary(random, 6)),
        },
        Case {
            name: "distance, the other covariance singular",
            make: |random| Input::Distance(ordinary(random, 6), of_rows(random, 3, 6)),
        },
        Case {
            name: "distance, the same singular moments",
            make: |random| {
                let one = of_rows(random, 3, 8);
                Input::Distance(one.clone(), one)
            },
        },
        Case {
            name: "distance, each along one direction",
            make: |random| Input::Distance(of_one_column(random, 8), of_one_column(random, 8)),
        },
        Case {
            name: "distance, one covariance 0",
            make: |random| Input::Distance(zero(random, 3), ordinary(random, 3)),
        },
        Case {
            name: "distance, both covariances 0",
            make: |random| Input::Distance(zero(random, 3), zero(random, 3)),
        },
        Case {
            name: "distance, variances in no common direction",
            make: |random| {
                let [mut one, mut other] = [ordinary(random, 4), ordinary(random, 4)];
                one.covariance.values = Array2::from_diag(&ndarray::array![0.0, 3.0, 0.0, 1.0]);
                other.covariance.values = Array2::from_diag(&ndarray::array![2.0, 0.0, 0.5, 0.0]);
                Input::Distance(one, other)
            },
        },
        Case {
            name: "distance, ill-conditioned",
            make: |random| {
                let [one, other] = [[1e-9, 30.0], [1e-7, 10.0]].map(|[low, high]| between(low, high, 6));
                Input::Distance(normal(random, &one), normal(random, &other))
            },
        },
        Case {
            name: "distance, variances of a million",
            make: |random| {
                let [mut one, mut other] = [ordinary(random, 3), ordinary(random, 3)];
                for covariance in [&mut one.covariance.values, &mut other.covariance.values] {
                    let largest = covariance.diag().fold(0.0_f64, |most, &x| most.max(x));
                    *covariance *= 1e6 / largest;
                }
                Input::Distance(one, other)
            },
        },
        Case { name: "distance, small variances", make: |random| scaled(random, 4, [1e-6, 2e-6]) },
        Case {
            name: "distance, small variances and the same mean",
            make: |random| {
                let [mut one, mut other] = [ordinary(random, 3), ordinary(random, 3)];
                other.mean.values.assign(&one.mean.values);
                one.covariance.values *= 1e-7;
                other.covariance.values *= 2e-7;
                Input::Distance(one, other)
            },
        },
        Case { name: "distance, one set far wider", make: |random| scaled(random, 4, [1e4, 1e-4]) },
        Case {
            name: "distance, means of 1000 and -1000",
            make: |random| {
                let [mut one, mut other] = [ordinary(random, 3), ordinary(random, 3)];
                one.mean.values = ndarray::array![1000.0, -1000.0, 3.0];
                other.mean.values = ndarray::array![-1000.0, -990.0, 1.0];
                one.covariance.values *= 1e5;
                Input::Distance(one, other)
            },
        },
        Case { name: "distance, strided", make: |random| laid(pair(random, 3), [Strided; 4]) },
        Case {
            name: "distance, reversed in memory",
            make: |random| laid(pair(random, 4), [Reversed, Contiguous, Contiguous, Reversed]),
        },
        Case {
            name: "distance, the others reversed in memory",
            make: |random| laid(pair(random, 3), [Contiguous, Reversed, Reversed, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, d] = random.distinct(2..=9);
    let layouts = [0; 4].map(|_| Layout::any(random));
    let input = match random.whole(0..=3) {
        0 | 1 => rows(random, n, d),
        2 => pair(random, d.min(6)),
        _ => Input::Distance(of_rows(random, n, d.min(6)), of_rows(random, n + 1, d.min(6))),
    };
    laid(input, layouts)
}

/// What layouts a case has, mean and covariance, one and the other.
pub(super) fn layouts(input: &Input) -> Vec<Layout> {
    match input {
        Input::Moments(features) => vec![features.layout],
        Input::Distance(one, other) => {
            vec![one.mean.layout, one.covariance.layout, other.mean.layout, other.covariance.layout]
        }
    }
}
