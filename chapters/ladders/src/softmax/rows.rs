//! **Rows.** All four operations on a row, then the next row: what the second reads, the first has left in the cache.
//!
//! - *operations*: as in the definition
//! - *bytes*: 8 for each number, if a row fits the first cache
//! - *what is left*: one exp after the other

use super::Scores;

/// Writes the weights, and after them the log-sum-exp of each row.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let width = scores.width;
    let (weights, totals) = out.split_at_mut(scores.length * width);
    let rows = scores.rows().chunks_exact(width).zip(weights.chunks_exact_mut(width));
    for ((scores, weights), total) in rows.zip(totals) {
        let largest = scores.iter().fold(f32::NEG_INFINITY, |largest, &score| largest.max(score));
        let mut sum = 0.0;
        for (weight, score) in weights.iter_mut().zip(scores) {
            *weight = (score - largest).exp();
            sum += *weight;
        }
        let share = 1.0 / sum;
        for weight in weights {
            *weight *= share;
        }
        *total = largest + sum.ln();
    }
}
