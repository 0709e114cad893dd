//! fast/fused: softmax and the product behind it in one pass.

use ::fast::FarMatrix;
use ndarray::{Array1, Array2};

/// The product of a softmax, softmax(S) · V, of scores S (rows, keys) and values V (keys, width): outputs (rows, width), and the
/// log-sum-exp (rows) of each row's scores, ln Σ exp(score), with the natural logarithm.
///
/// Both matrices are far away: `scores.read(i, j)` and `values.read(j, c)` bring one number each, `rows()` and `columns()` say how
/// many there are. How it is done counts too:
///
/// - Scores are read at most once each: rows · keys reads in all.
/// - `block` rows (fewer at the end) share what is read of the values: for them, each value is read at most once. More than `block`
///   rows may share it too, up to all.
/// - What is held may grow with the rows, with the width, and with `block`, and not with the keys: not the scores of a row, and
///   not the weights.
///
/// A score of −∞ is masked: its weight is 0. A row in which all are masked has output 0 and log-sum-exp −∞. All other scores lie
/// within ±2,000, and those of a row can be as far apart; values lie within ±1,000, those behind a mask too. All sizes are at
/// least 1; rows and keys are multiples of nothing, and `block` may be larger than the rows.
pub fn fused(scores: &FarMatrix<'_>, values: &FarMatrix<'_>, block: usize) -> (Array2<f32>, Array1<f32>) {
    let (rows, width) = (scores.rows(), values.columns());
    let mut output = Array2::zeros((rows, width));
    let (mut max, mut sum) = (Array1::from_elem(rows, f32::NEG_INFINITY), Array1::<f32>::zeros(rows));
    for first in (0..rows).step_by(block) {
        for j in 0..scores.columns() {
            let value = Array1::from_shape_fn(width, |c| values.read(j, c));
            for i in first..rows.min(first + block) {
                let score = scores.read(i, j);
                // −∞ less −∞ would be no number.
                if score > f32::NEG_INFINITY {
                    let new = max[i].max(score);
                    let (rescale, weight) = ((max[i] - new).exp(), (score - new).exp());
                    output.row_mut(i).zip_mut_with(&value, |o, v| *o = *o * rescale + weight * v);
                    sum[i] = sum[i] * rescale + weight;
                    max[i] = new;
                }
            }
        }
    }
    for (mut row, &sum) in output.rows_mut().into_iter().zip(&sum) {
        // A row without a score has no weights either.
        if sum > 0.0 {
            row /= sum;
        }
    }
    (output, max + sum.ln())
}
