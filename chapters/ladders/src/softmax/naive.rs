//! **Definition.** One array operation after the other, as they stand in the formula: the largest of each row, exp of the differences, the
//! sum of each row, the division.
//!
//! - *operations*: five for each number
//! - *bytes*: 24 for each number: read, read and written, read, read and written, and an array that fits no cache comes from memory each time

use super::Scores;

/// Writes the weights, and after them the log-sum-exp of each row.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let width = scores.width;
    let (weights, totals) = out.split_at_mut(scores.length * width);
    let largest: Vec<f32> = scores
        .rows()
        .chunks_exact(width)
        .map(|row| row.iter().fold(f32::NEG_INFINITY, |largest, &score| largest.max(score)))
        .collect();
    for ((row, scores), largest) in
        weights.chunks_exact_mut(width).zip(scores.rows().chunks_exact(width)).zip(&largest)
    {
        for (weight, score) in row.iter_mut().zip(scores) {
            *weight = (score - largest).exp();
        }
    }
    let sums: Vec<f32> = weights.chunks_exact(width).map(|row| row.iter().sum()).collect();
    for (row, sum) in weights.chunks_exact_mut(width).zip(&sums) {
        for weight in row {
            *weight /= sum;
        }
    }
    for ((total, sum), largest) in totals.iter_mut().zip(sums).zip(largest) {
        *total = largest + sum.ln();
    }
}
