//! **Threads.** Rows on all cores, some hundred at a time: handing them out one by one would cost more than a row does, and two
//! cores that write to the same line of a cache would take it from each other again and again.
//!
//! - *operations*, *bytes*: as in vector
//! - *floor*: the bandwidth of all cores together, which is less than twice that of one

use rayon::prelude::*;

use super::Scores;
use super::vector::Row;

/// Rows of a part.
pub(super) const ROWS: usize = 128;

/// Writes the weights, and after them the log-sum-exp of each row.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let part = ROWS * scores.width;
    let (weights, totals) = out.split_at_mut(scores.length * scores.width);
    let parts =
        scores.rows().par_chunks(part).zip(weights.par_chunks_mut(part)).zip(totals.par_chunks_mut(ROWS));
    parts.for_each(|((from, to), totals)| {
        let arch = simd::arch();
        let rows = from.chunks_exact(scores.width).zip(to.chunks_exact_mut(scores.width));
        for ((scores, weights), total) in rows.zip(totals) {
            *total = arch.dispatch(Row { scores, weights });
        }
    });
}
