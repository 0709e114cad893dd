//! **In place.** h takes the place of x, as the stream of a transformer is one array to which every layer adds.
//!
//! - *operations*: as in vector
//! - *bytes*: 16 for each number, and 4 more for y, which the processor may read before it is overwritten

use rayon::prelude::*;
use simd::pulp::{Simd, WithSimd};

use super::Stream;
use super::threads::ROWS;
use super::vector::scaled;

/// The second half of `out` holds x before and h after; y comes into the first.
pub fn norm(stream: &Stream, out: &mut [f32]) {
    let (width, part) = (stream.width, ROWS * stream.width);
    let (normed, sums) = out.split_at_mut(stream.length * width);
    let parts =
        stream.update.par_chunks(part).zip(normed.par_chunks_mut(part).zip(sums.par_chunks_mut(part)));
    parts.for_each(|(update, (normed, sums))| {
        let arch = simd::arch();
        let rows = normed.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width));
        for (update, (normed, sums)) in update.chunks_exact(width).zip(rows) {
            arch.dispatch(Row { update, weight: &stream.weight, normed, sums });
        }
    });
}

/// A row.
struct Row<'a> {
    update: &'a [f32],
    weight: &'a [f32],
    normed: &'a mut [f32],
    sums: &'a mut [f32],
}

impl WithSimd for Row<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (update, update_end) = S::as_simd_f32s(self.update);
        let (sums, sum_end) = S::as_mut_simd_f32s(self.sums);
        for (sum, &update) in sums.iter_mut().zip(update) {
            *sum = simd.add_f32s(*sum, update);
        }
        for (sum, update) in sum_end.iter_mut().zip(update_end) {
            *sum += update;
        }
        scaled(simd, self.sums, self.weight, self.normed);
    }
}
