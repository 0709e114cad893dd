//! Right answers to `sinkhorn` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis};

use moe::Sinkhorn;

pub(super) fn alternatives() -> Vec<Alternative<Sinkhorn>> {
    vec![
        Alternative {
            name: "factors in double precision, the columns' beginning at 1/E",
            answer: Sinkhorn {
                plan: by_factors,
                choose: |logits, iterations| first_largest(by_factors(logits, iterations).view()),
                route: |logits, iterations, training| {
                    let scores = if training { by_factors(logits, iterations) } else { logits.to_owned() };
                    let weighed = |(t, e): (usize, usize)| (e, 0.5 + 0.5 * (0.5 * logits[[t, e]]).tanh());
                    first_largest(scores.view()).into_iter().enumerate().map(weighed).collect()
                },
            },
        },
        Alternative {
            name: "logarithms of the factors, in single precision",
            answer: Sinkhorn {
                plan: |logits, iterations| by_logarithms(logits, iterations).mapv(f32::exp),
                choose: |logits, iterations| first_largest(by_logarithms(logits, iterations).view()),
                route: |logits, iterations, training| {
                    let scores = if training { by_logarithms(logits, iterations) } else { logits.to_owned() };
                    first_largest(scores.view())
                        .into_iter()
                        .enumerate()
                        .map(|(t, e)| {
                            let x = logits[[t, e]];
                            (e, if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) })
                        })
                        .collect()
                },
            },
        },
        Alternative {
            name: "rows and columns to sums of 1, divided by E at the end",
            answer: Sinkhorn {
                plan: to_ones,
                choose: |logits, iterations| first_largest(to_ones(logits, iterations).view()),
                route: moe::solution::sinkhorn::route,
            },
        },
    ]
}

fn first_largest(scores: ArrayView2<'_, f32>) -> Vec<usize> {
    let largest = |row: ndarray::ArrayView1<'_, f32>| {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter().position(|&x| x == most).unwrap_or(0)
    };
    scores.rows().into_iter().map(largest).collect()
}

fn by_factors(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    let (tokens, experts) = logits.dim();
    let mut exponentials = logits.mapv(f64::from);
    for mut row in exponentials.rows_mut() {
        let mean = row.sum() / row.len() as f64;
        row.mapv_inplace(|x| (x - mean).exp());
    }
    let mut column = Array1::from_elem(experts, 1.0 / experts as f64);
    let mut row = Array1::zeros(tokens);
    for _ in 0..iterations {
        row = exponentials.dot(&column).mapv(|sum| 1.0 / (tokens as f64 * sum));
        column = exponentials.t().dot(&row).mapv(|sum| 1.0 / (experts as f64 * sum));
    }
    Array2::from_shape_fn((tokens, experts), |(t, e)| (row[t] * exponentials[[t, e]] * column[e]) as f32)
}

fn by_logarithms(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    let (tokens, experts) = logits.dim();
    let mut logs = logits.to_owned();
    for _ in 0..iterations {
        for (axis, count) in [(Axis(1), tokens), (Axis(0), experts)] {
            let sums = logs.map_axis(axis, |lane| {
                let largest = lane.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                largest + lane.iter().map(|&x| (x - largest).exp()).sum::<f32>().ln() + (count as f32).ln()
            });
            logs -= &sums.insert_axis(axis);
        }
    }
    logs
}

fn to_ones(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    let mut plan = Array2::zeros(logits.dim());
    for (mut row, logits) in plan.rows_mut().into_iter().zip(logits.rows()) {
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.assign(&logits.mapv(|x| (x - largest).exp()));
    }
    for _ in 0..iterations {
        for mut row in plan.rows_mut() {
            row /= row.sum();
        }
        for mut column in plan.columns_mut() {
            column /= column.sum();
        }
    }
    plan / logits.ncols() as f32
}
