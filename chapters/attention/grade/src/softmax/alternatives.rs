//! Right answers to `softmax` by another route.

use judge::Alternative;
use ndarray::Array2;

use attention::Softmax;

pub(super) fn alternatives() -> Vec<Alternative<Softmax>> {
    vec![
        Alternative {
            name: "exp(score - log-sum-exp), element by element, in double precision",
            answer: |scores| {
                Array2::from_shape_fn(scores.dim(), |(row, column)| {
                    let row: Vec<f64> = scores.row(row).iter().map(|&s| f64::from(s)).collect();
                    let largest = row.iter().copied().fold(f64::MIN, f64::max);
                    let sum: f64 = row.iter().map(|s| (s - largest).exp()).sum();
                    if sum == 0.0 { 0.0 } else { (row[column] - largest - sum.ln()).exp() as f32 }
                })
            },
        },
        Alternative {
            name: "one pass over the columns, all rows at once, with a running maximum and sum",
            answer: |scores| {
                let rows = scores.nrows();
                let (mut max, mut sum) = (vec![f32::NEG_INFINITY; rows], vec![0.0_f32; rows]);
                for column in scores.columns() {
                    for (row, &score) in column.iter().enumerate().filter(|(_, score)| score.is_finite()) {
                        let new = max[row].max(score);
                        sum[row] = sum[row] * (max[row] - new).exp() + (score - new).exp();
                        max[row] = new;
                    }
                }
                Array2::from_shape_fn(scores.dim(), |(row, column)| {
                    if sum[row] > 0.0 { (scores[[row, column]] - max[row]).exp() / sum[row] } else { 0.0 }
                })
            },
        },
        Alternative {
            name: "from the last column to the first, multiplying by the reciprocal, column-major result",
            answer: |scores| {
                let mut weights = Array2::zeros((scores.ncols(), scores.nrows()));
                for (row, scores) in scores.rows().into_iter().enumerate() {
                    let largest = scores.iter().rev().copied().reduce(f32::max).unwrap_or(0.0);
                    let largest = if largest.is_finite() { largest } else { 0.0 };
                    let sum: f32 = scores.iter().rev().map(|s| (s - largest).exp()).sum();
                    let scale = if sum > 0.0 { sum.recip() } else { 0.0 };
                    for (column, score) in scores.iter().enumerate() {
                        weights[[column, row]] = scale * (score - largest).exp();
                    }
                }
                weights.reversed_axes()
            },
        },
    ]
}
