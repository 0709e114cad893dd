//! **Threads.** Rows on all cores, some hundred at a time.
//!
//! - *operations*, *bytes*: as in vector
//! - *floor*: the bandwidth of all cores together

use rayon::prelude::*;

use super::Stream;
use super::vector::Row;

/// Rows of a part.
pub(super) const ROWS: usize = 128;

/// Writes y, and after it h.
pub fn norm(stream: &Stream, out: &mut [f32]) {
    let (width, part) = (stream.width, ROWS * stream.width);
    let (normed, sums) = out.split_at_mut(stream.length * width);
    let inputs = stream.stream().par_chunks(part).zip(stream.update.par_chunks(part));
    let outputs = normed.par_chunks_mut(part).zip(sums.par_chunks_mut(part));
    inputs.zip(outputs).for_each(|((x, update), (normed, sums))| {
        let arch = simd::arch();
        let inputs = x.chunks_exact(width).zip(update.chunks_exact(width));
        let outputs = normed.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width));
        for ((x, update), (normed, sums)) in inputs.zip(outputs) {
            arch.dispatch(Row { x, update, weight: &stream.weight, normed, sums });
        }
    });
}
