//! **Vector.** The same row by row with vectors: the maximum and the sum in four parts, exp as a polynomial.
//!
//! - *operations*: as in the definition, exp twelve instead of one
//! - *bytes*: 8 for each number. Where the result is written, the processor may first read what it is going to overwrite, which would make it
//!   12; a copy by the system's function avoids that, these stores do not
//! - *floor*: 8 bytes for each number at the bandwidth of a copy

use simd::pulp::{Simd, WithSimd};

use super::Scores;
use simd::{exp, fold};

/// Writes the weights, and after them the log-sum-exp of each row.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let (weights, totals) = out.split_at_mut(scores.length * scores.width);
    let arch = simd::arch();
    let rows = scores.rows().chunks_exact(scores.width).zip(weights.chunks_exact_mut(scores.width));
    for ((scores, weights), total) in rows.zip(totals) {
        *total = arch.dispatch(Row { scores, weights });
    }
}

/// A row, whose log-sum-exp is what comes back.
pub(super) struct Row<'a> {
    pub(super) scores: &'a [f32],
    pub(super) weights: &'a mut [f32],
}

impl WithSimd for Row<'_> {
    type Output = f32;
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let largest = most(simd, self.scores);
        let (scores, score_end) = S::as_simd_f32s(self.scores);
        let (weights, weight_end) = S::as_mut_simd_f32s(self.weights);
        let level = simd.splat_f32s(largest);
        let mut sums = simd.splat_f32s(0.0);
        for (weight, &score) in weights.iter_mut().zip(scores) {
            *weight = exp(simd, simd.sub_f32s(score, level));
            sums = simd.add_f32s(sums, *weight);
        }
        let mut sum = simd.reduce_sum_f32s(sums);
        for (weight, score) in weight_end.iter_mut().zip(score_end) {
            *weight = (score - largest).exp();
            sum += *weight;
        }
        scale(simd, weights, weight_end, sum);
        largest + sum.ln()
    }
}

/// The largest number of a row.
#[inline(always)]
pub(super) fn most<S: Simd>(simd: S, row: &[f32]) -> f32 {
    let (vectors, end) = S::as_simd_f32s(row);
    let two = |a, b| simd.max_f32s(a, b);
    let parts = fold::<S>(simd.splat_f32s(f32::NEG_INFINITY), vectors, two, two);
    end.iter().fold(simd.reduce_max_f32s(parts), |largest, &score| largest.max(score))
}

/// Divides a row by its sum.
#[inline(always)]
pub(super) fn scale<S: Simd>(simd: S, weights: &mut [S::f32s], end: &mut [f32], sum: f32) {
    let share = simd.splat_f32s(1.0 / sum);
    for weight in weights {
        *weight = simd.mul_f32s(*weight, share);
    }
    for weight in end {
        *weight /= sum;
    }
}
