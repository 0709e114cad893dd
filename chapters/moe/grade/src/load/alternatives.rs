//! Right answers to `load` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};

use moe::{Load, normal_cdf};

pub(super) fn alternatives() -> Vec<Alternative<Load>> {
    vec![
        Alternative {
            name: "thresholds as in tensor2tensor: k + 1 sorted logits, one for those who are in, one for those who are out",
            answer: Load {
                cv_squared: one_pass,
                importance_loss: |gates| one_pass(gates.sum_axis(Axis(0)).view()),
                chances: two_thresholds,
                load_loss: |clean, noisy, scale, k| {
                    one_pass(two_thresholds(clean, noisy, scale, k).sum_axis(Axis(0)).view())
                },
            },
        },
        Alternative {
            name: "means over tokens instead of sums, in double precision, Φ by an error function of its own",
            answer: Load {
                cv_squared: |values| double(values.iter().map(|&v| f64::from(v)).collect(), 1.0),
                importance_loss: |gates| {
                    // A mean over the tokens is as uneven as a sum, if what is added is divided too; of no token, leave it at that.
                    let tokens = gates.nrows().max(1) as f64;
                    double(
                        gates
                            .columns()
                            .into_iter()
                            .map(|c| c.iter().map(|&g| f64::from(g)).sum::<f64>() / tokens)
                            .collect(),
                        tokens,
                    )
                },
                chances: |clean, noisy, scale, k| counted(clean, noisy, scale, k).mapv(|c| c as f32),
                load_loss: |clean, noisy, scale, k| {
                    let means = counted(clean, noisy, scale, k).mean_axis(Axis(0)).expect("a token");
                    double(means.to_vec(), clean.nrows() as f64)
                },
            },
        },
        Alternative {
            name: "ndarray's var and mean; the threshold as an order statistic by select_nth",
            answer: Load {
                cv_squared: library,
                importance_loss: |gates| library(gates.sum_axis(Axis(0)).view()),
                chances: by_selection,
                load_loss: |clean, noisy, scale, k| {
                    library(by_selection(clean, noisy, scale, k).sum_axis(Axis(0)).view())
                },
            },
        },
    ]
}

/// E[x²] − E[x]², in double precision: in single precision nothing right is left of it where values are nearly even.
fn one_pass(values: ArrayView1<'_, f32>) -> f32 {
    let count = values.len() as f64;
    let add = |(sum, squares): (f64, f64), &v: &f32| (sum + f64::from(v), squares + f64::from(v).powi(2));
    let (sum, squares) = values.iter().fold((0.0, 0.0), add);
    let mean = sum / count;
    ((squares / count - mean * mean) / (mean * mean + 1e-10)) as f32
}

/// CV² of values that are to be multiplied by `times`, each.
fn double(values: Vec<f64>, times: f64) -> f32 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| v * v - 2.0 * v * mean + mean * mean).sum::<f64>() / count;
    (variance / (mean * mean + 1e-10 / (times * times))) as f32
}

fn library(values: ArrayView1<'_, f32>) -> f32 {
    values.var(0.0) / (values.mean().expect("a value").powi(2) + 1e-10)
}

fn two_thresholds(
    clean: ArrayView2<'_, f32>,
    noisy: ArrayView2<'_, f32>,
    scale: ArrayView2<'_, f32>,
    k: usize,
) -> Array2<f32> {
    if k == noisy.ncols() {
        return Array2::ones(clean.raw_dim());
    }
    let mut chances = Array2::zeros(clean.raw_dim());
    for t in 0..clean.nrows() {
        let mut sorted = noisy.row(t).to_vec();
        sorted.sort_by(|a, b| b.partial_cmp(a).unwrap());
        let (if_in, if_out) = (sorted[k], sorted[k - 1]);
        for e in 0..clean.ncols() {
            let threshold = if noisy[[t, e]] > if_in { if_in } else { if_out };
            chances[[t, e]] = 1.0 - normal_cdf((threshold - clean[[t, e]]) / scale[[t, e]]);
        }
    }
    chances
}

/// Abramowitz and Stegun, 7.1.26, in double precision: within 1.5e-7.
fn erf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let series = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let sum = series.iter().rev().fold(0.0, |sum, a| t * (a + sum));
    (1.0 - sum * (-x * x).exp()).copysign(x)
}

fn counted(
    clean: ArrayView2<'_, f32>,
    noisy: ArrayView2<'_, f32>,
    scale: ArrayView2<'_, f32>,
    k: usize,
) -> Array2<f64> {
    Array2::from_shape_fn(clean.dim(), |(t, e)| {
        // The k-th largest of the others is the one that k − 1 others are above.
        let others: Vec<f64> =
            (0..noisy.ncols()).filter(|&j| j != e).map(|j| f64::from(noisy[[t, j]])).collect();
        let threshold = others.iter().find(|&&x| others.iter().filter(|&&y| y > x).count() == k - 1);
        let z =
            threshold.map_or(f64::INFINITY, |h| (f64::from(clean[[t, e]]) - h) / f64::from(scale[[t, e]]));
        if z.is_infinite() { 1.0 } else { 0.5 * (1.0 + erf(z / std::f64::consts::SQRT_2)) }
    })
}

fn by_selection(
    clean: ArrayView2<'_, f32>,
    noisy: ArrayView2<'_, f32>,
    scale: ArrayView2<'_, f32>,
    k: usize,
) -> Array2<f32> {
    let mut thresholds = Array2::from_elem(noisy.raw_dim(), f32::NEG_INFINITY);
    for ((t, e), threshold) in thresholds.indexed_iter_mut() {
        let mut row = noisy.row(t).to_vec();
        row.swap_remove(e);
        if k <= row.len() {
            *threshold = *row.select_nth_unstable_by(k - 1, |a, b| b.total_cmp(a)).1;
        }
    }
    Zip::from(clean).and(&thresholds).and(scale).map_collect(|c, t, s| normal_cdf((c - t) / s))
}
