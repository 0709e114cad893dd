//! The cases of `fd_loss`.

use diffusion::symmetric_eigen;
use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, Ix2};

use super::{Compared, Input};
use crate::frechet::cases::{between, features, symmetric};
use crate::frechet::laid::Laid;
use crate::frechet::reference::moments;

/// The largest features, and the eigenvalues of covariances, as the stub says.
pub(super) const LEVEL: f64 = 1000.0;
pub(super) const LOW: f64 = 1e-4;
pub(super) const HIGH: f64 = 1e4;

/// Rows whose mean and covariance are these.
pub(super) fn exactly(
    random: &mut Random,
    size: usize,
    mean: &Array1<f64>,
    covariance: &Array2<f64>,
) -> Array2<f64> {
    let rows = features(random, size, mean.len());
    let (own_mean, own) = moments(rows.view());
    let power = |matrix: &Array2<f64>, exponent| {
        let (values, vectors) = symmetric_eigen(matrix.view());
        (&vectors * &values.mapv(|value: f64| value.powf(exponent))).dot(&vectors.t())
    };
    let own = (&own + &own.t()) * 0.5;
    (rows - own_mean).dot(&power(&own, -0.5)).dot(&power(covariance, 0.5)) + mean
}

fn vector(random: &mut Random, d: usize) -> Array1<f64> {
    Array1::from_shape_simple_fn(d, || random.normal())
}

fn ordinary(random: &mut Random, d: usize) -> Array2<f64> {
    let eigenvalues: Vec<f64> = (0..d).map(|_| random.uniform(0.3..3.0)).collect();
    symmetric(random, &eigenvalues)
}

/// Queue and data, their covariances with these eigenvalues.
fn of(
    random: &mut Random,
    [size, new, next]: [usize; 3],
    own: &Array2<f64>,
    covariance: Array2<f64>,
) -> Compared {
    let mean = vector(random, own.nrows());
    let features = exactly(random, size, &mean, own);
    Compared { features, next, new, mean: vector(random, own.nrows()).into(), covariance: covariance.into() }
}

fn compared(random: &mut Random, sizes: [usize; 3], d: usize) -> Compared {
    let own = ordinary(random, d);
    let covariance = ordinary(random, d);
    of(random, sizes, &own, covariance)
}

fn loss(random: &mut Random, sizes: [usize; 3], d: usize) -> Input {
    Input::Loss(compared(random, sizes, d))
}

/// A little nearer to the data than that.
fn near(random: &mut Random, by: f64) -> Input {
    let mut made = compared(random, [9, 4, 2], 3);
    let own = (&made.covariance.values * (1.0 + by)).to_owned();
    let mean = &made.mean.values + by;
    made.features = exactly(random, 9, &mean, &own);
    Input::Loss(made)
}

fn batches(random: &mut Random, counts: &[usize], d: usize) -> Vec<Laid<Ix2>> {
    counts.iter().map(|&count| features(random, count, d).into()).collect()
}

fn push(random: &mut Random, [size, next, d]: [usize; 3], counts: &[usize]) -> Input {
    Input::Push { features: features(random, size, d), next, batches: batches(random, counts, d) }
}

fn ema(random: &mut Random, d: usize, counts: &[usize], beta: f64) -> Input {
    let before = features(random, 7, d);
    let second = before.t().dot(&before) / 7.0;
    Input::Ema {
        mean: before.sum_axis(ndarray::Axis(0)) / 7.0,
        second: (&second + &second.t()) * 0.5,
        batches: batches(random, counts, d),
        beta,
    }
}

/// Every third number as large as can be, to both sides.
fn loud(mut input: Input) -> Input {
    if let Input::Push { batches, .. } | Input::Ema { batches, .. } = &mut input {
        for batch in batches {
            for ((i, k), x) in batch.values.indexed_iter_mut() {
                if (i + k) % 3 < 2 {
                    *x = if (i + k) % 3 == 0 { LEVEL } else { -LEVEL };
                }
            }
        }
    }
    input
}

fn laid(mut input: Input, layouts: [Layout; 2]) -> Input {
    match &mut input {
        Input::Push { batches, .. } | Input::Ema { batches, .. } => {
            for (batch, layout) in batches.iter_mut().zip(layouts.iter().cycle()) {
                batch.layout = *layout;
            }
        }
        Input::Loss(compared) => {
            (compared.mean.layout, compared.covariance.layout) = (layouts[0], layouts[1]);
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut all = of_push();
    all.extend(of_loss());
    all.extend(of_ema());
    all
}

fn of_push() -> Vec<Case<Input>> {
    use Layout::{Reversed, Strided, Transposed};
    vec![
        Case { name: "push, two rows into five", make: |random| push(random, [5, 0, 2], &[2]) },
        Case { name: "push, over the end", make: |random| push(random, [5, 3, 2], &[4]) },
        Case { name: "push, to the end exactly", make: |random| push(random, [6, 2, 3], &[4]) },
        Case { name: "push, batch after batch", make: |random| push(random, [7, 5, 3], &[3, 2, 4, 1]) },
        Case { name: "push, as many rows as there are", make: |random| push(random, [5, 2, 3], &[5]) },
        Case { name: "push, no rows", make: |random| push(random, [4, 1, 2], &[0, 3]) },
        Case { name: "push, one row of one feature", make: |random| push(random, [3, 2, 1], &[1]) },
        Case { name: "push, 300 rows", make: |random| push(random, [300, 200, 2], &[270, 61]) },
        Case { name: "push, 270 features", make: |random| push(random, [3, 2, 270], &[2]) },
        Case { name: "push, rows of 1000", make: |random| loud(push(random, [5, 4, 3], &[3])) },
        Case {
            name: "push, transposed and strided",
            make: |random| laid(push(random, [8, 6, 3], &[5, 4]), [Transposed, Strided]),
        },
        Case {
            name: "push, strided and reversed in memory",
            make: |random| laid(push(random, [8, 5, 4], &[5, 3]), [Strided, Reversed]),
        },
    ]
}

fn of_loss() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided};
    vec![
        Case { name: "loss, two new rows of six", make: |random| loss(random, [6, 2, 2], 2) },
        Case { name: "loss, new rows over the end", make: |random| loss(random, [7, 4, 2], 3) },
        Case { name: "loss, new rows at the end", make: |random| loss(random, [8, 3, 0], 3) },
        Case { name: "loss, new rows in the middle", make: |random| loss(random, [11, 5, 8], 4) },
        Case { name: "loss, one new row", make: |random| loss(random, [9, 1, 4], 3) },
        Case { name: "loss, all rows new", make: |random| loss(random, [7, 7, 3], 3) },
        Case { name: "loss, one feature, two rows", make: |random| loss(random, [2, 1, 1], 1) },
        Case { name: "loss, one feature", make: |random| loss(random, [5, 3, 1], 1) },
        Case { name: "loss, six features", make: |random| loss(random, [20, 8, 5], 6) },
        Case { name: "loss, 300 rows", make: |random| loss(random, [300, 20, 7], 3) },
        Case { name: "loss, 270 new rows of 300", make: |random| loss(random, [300, 270, 100], 2) },
        Case { name: "loss, near the data", make: |random| near(random, 0.05) },
        Case { name: "loss, very near the data", make: |random| near(random, 1e-4) },
        Case {
            name: "loss, the moments of the data",
            make: |random| {
                let mut made = compared(random, [8, 3, 5], 3);
                made.features = exactly(random, 8, &made.mean.values, &made.covariance.values);
                Input::Loss(made)
            },
        },
        Case {
            name: "loss, the same covariance",
            make: |random| {
                let own = ordinary(random, 3);
                Input::Loss(of(random, [9, 4, 2], &own, own.clone()))
            },
        },
        Case {
            name: "loss, features at low levels",
            make: |random| {
                let own = symmetric(random, &between(LOW, 1.0, 4));
                let covariance = ordinary(random, 4);
                Input::Loss(of(random, [12, 5, 3], &own, covariance))
            },
        },
        Case {
            name: "loss, features and data at low levels",
            make: |random| {
                let own = symmetric(random, &[LOW, 1.5 * LOW, 3.0 * LOW]);
                let covariance = symmetric(random, &[LOW, 2.0 * LOW, 3.0 * LOW]);
                Input::Loss(of(random, [9, 4, 2], &own, covariance))
            },
        },
        Case {
            name: "loss, features at high levels",
            make: |random| {
                let own = symmetric(random, &between(1.0, HIGH, 4));
                let covariance = ordinary(random, 4);
                Input::Loss(of(random, [12, 5, 3], &own, covariance))
            },
        },
        Case {
            name: "loss, data at different levels",
            make: |random| {
                let own = ordinary(random, 4);
                let covariance = symmetric(random, &between(LOW, HIGH, 4));
                Input::Loss(of(random, [12, 5, 3], &own, covariance))
            },
        },
        Case { name: "loss, strided", make: |random| laid(loss(random, [9, 4, 2], 3), [Strided, Strided]) },
        Case {
            name: "loss, the mean reversed in memory",
            make: |random| laid(loss(random, [9, 4, 2], 3), [Reversed, Contiguous]),
        },
        Case {
            name: "loss, the covariance reversed in memory",
            make: |random| laid(loss(random, [9, 4, 2], 3), [Contiguous, Reversed]),
        },
    ]
}

fn of_ema() -> Vec<Case<Input>> {
    use Layout::{Reversed, Strided, Transposed};
    vec![
        Case { name: "ema, three rows", make: |random| ema(random, 2, &[3], 0.9) },
        Case { name: "ema, batch after batch", make: |random| ema(random, 3, &[4, 2, 5], 0.8) },
        Case { name: "ema, one row", make: |random| ema(random, 3, &[1, 1], 0.7) },
        Case { name: "ema, one feature", make: |random| ema(random, 1, &[4], 0.5) },
        Case { name: "ema, a decay of 0", make: |random| ema(random, 3, &[5], 0.0) },
        Case { name: "ema, a decay of 1", make: |random| ema(random, 3, &[5], 1.0) },
        Case { name: "ema, a decay of 0.999", make: |random| ema(random, 2, &[6, 6], 0.999) },
        Case { name: "ema, 300 rows", make: |random| ema(random, 2, &[300], 0.6) },
        Case { name: "ema, 20 features", make: |random| ema(random, 20, &[4], 0.7) },
        Case { name: "ema, rows of 1000", make: |random| loud(ema(random, 3, &[5], 0.9)) },
        Case {
            name: "ema, transposed and strided",
            make: |random| laid(ema(random, 3, &[4, 5], 0.75), [Transposed, Strided]),
        },
        Case {
            name: "ema, strided and reversed in memory",
            make: |random| laid(ema(random, 4, &[3, 5], 0.85), [Strided, Reversed]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [count, size] = random.distinct(3..=9);
    let layouts = [0; 2].map(|_| Layout::any(random));
    let input = match random.whole(0..=4) {
        0 => {
            let (size, count) = (size.max(count), size.min(count));
            let (next, then) = (random.whole(0..=size - 1), random.whole(0..=size));
            push(random, [size, next, 3], &[count, then])
        }
        1 => {
            let beta = random.uniform(0.3..0.99);
            ema(random, size.min(4), &[count, 2], beta)
        }
        _ => {
            let d = random.whole(1..=4);
            let size = size.max(d + 3);
            let (new, next) = (random.whole(1..=size), random.whole(0..=size - 1));
            loss(random, [size, new, next], d)
        }
    };
    laid(input, layouts)
}
