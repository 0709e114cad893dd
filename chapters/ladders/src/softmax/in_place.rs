//! **In place.** The weights take the place of the scores: nothing is written that has not just been read, so the processor reads nothing
//! that it will overwrite.
//!
//! - *operations*: as in vector
//! - *bytes*: 8 for each number, and now really

use rayon::prelude::*;
use simd::pulp::{Simd, WithSimd};

use super::Scores;
use super::threads::ROWS;
use super::vector::{most, scale};
use simd::exp;

/// `out` holds the scores before and the weights after; the log-sum-exp of each row behind them.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let width = scores.width;
    let (rows, totals) = out.split_at_mut(scores.length * width);
    rows.par_chunks_mut(ROWS * width).zip(totals.par_chunks_mut(ROWS)).for_each(|(rows, totals)| {
        let arch = simd::arch();
        for (row, total) in rows.chunks_exact_mut(width).zip(totals) {
            *total = arch.dispatch(Row(row));
        }
    });
}

/// A row, whose log-sum-exp is what comes back.
struct Row<'a>(&'a mut [f32]);

impl WithSimd for Row<'_> {
    type Output = f32;
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let largest = most(simd, self.0);
        let (row, end) = S::as_mut_simd_f32s(self.0);
        let level = simd.splat_f32s(largest);
        let mut sums = simd.splat_f32s(0.0);
        for x in row.iter_mut() {
            *x = exp(simd, simd.sub_f32s(*x, level));
            sums = simd.add_f32s(sums, *x);
        }
        let mut sum = simd.reduce_sum_f32s(sums);
        for x in end.iter_mut() {
            *x = (*x - largest).exp();
            sum += *x;
        }
        scale(simd, row, end, sum);
        largest + sum.ln()
    }
}
