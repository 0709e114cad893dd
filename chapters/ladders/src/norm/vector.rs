//! **Vector.** The same with vectors, and the sum of squares in four vectors at a time.
//!
//! - *operations*: as in the definition
//! - *bytes*: 16 for each number, and 8 more where the processor reads what it is going to overwrite
//! - *floor*: 16 bytes for each number at the bandwidth of a copy

use simd::pulp::{Simd, WithSimd};

use super::{EPSILON, Stream};
use simd::fold;

/// Writes y, and after it h.
pub fn norm(stream: &Stream, out: &mut [f32]) {
    let width = stream.width;
    let (normed, sums) = out.split_at_mut(stream.length * width);
    let inputs = stream.stream().chunks_exact(width).zip(stream.update.chunks_exact(width));
    let outputs = normed.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width));
    let arch = simd::arch();
    for ((x, update), (normed, sums)) in inputs.zip(outputs) {
        arch.dispatch(Row { x, update, weight: &stream.weight, normed, sums });
    }
}

/// A row.
pub(super) struct Row<'a> {
    pub(super) x: &'a [f32],
    pub(super) update: &'a [f32],
    pub(super) weight: &'a [f32],
    pub(super) normed: &'a mut [f32],
    pub(super) sums: &'a mut [f32],
}

impl WithSimd for Row<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Row { x, update, weight, normed, sums } = self;
        {
            let (x, x_end) = S::as_simd_f32s(x);
            let (update, update_end) = S::as_simd_f32s(update);
            let (sums, sum_end) = S::as_mut_simd_f32s(sums);
            for ((sum, &x), &update) in sums.iter_mut().zip(x).zip(update) {
                *sum = simd.add_f32s(x, update);
            }
            for ((sum, x), update) in sum_end.iter_mut().zip(x_end).zip(update_end) {
                *sum = x + update;
            }
        }
        scaled(simd, sums, weight, normed);
    }
}

/// A row divided by the root of its mean square, times the weights.
#[inline(always)]
pub(super) fn scaled<S: Simd>(simd: S, sums: &[f32], weight: &[f32], normed: &mut [f32]) {
    let width = sums.len() as f32;
    let (sums, sum_end) = S::as_simd_f32s(sums);
    let (weight, weight_end) = S::as_simd_f32s(weight);
    let (normed, normed_end) = S::as_mut_simd_f32s(normed);
    let squares = fold::<S>(
        simd.splat_f32s(0.0),
        sums,
        |so_far, x| simd.mul_add_e_f32s(x, x, so_far),
        |a, b| simd.add_f32s(a, b),
    );
    let squares = sum_end.iter().fold(simd.reduce_sum_f32s(squares), |so_far, x| x * x + so_far);
    let scale = 1.0 / (squares / width + EPSILON).sqrt();
    let factor = simd.splat_f32s(scale);
    for ((y, &sum), &weight) in normed.iter_mut().zip(sums).zip(weight) {
        *y = simd.mul_f32s(simd.mul_f32s(sum, factor), weight);
    }
    for ((y, sum), weight) in normed_end.iter_mut().zip(sum_end).zip(weight_end) {
        *y = sum * scale * weight;
    }
}
