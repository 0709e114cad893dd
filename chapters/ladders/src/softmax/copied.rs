//! **Copied.** Some rows go into a small array that stays in the first caches, and from there to their place in one copy. That is one step
//! *more*, and fewer bytes: where the system's copy writes whole lines it need not read them first, and the stores of the rungs before do.
//!
//! - *operations*: as in vector
//! - *bytes*: 8 for each number, and now really
//! - *floor*: 8 bytes for each number at the bandwidth of a copy

use super::Scores;
use super::vector::Row;

/// Numbers that are copied at once: 64 KiB, more than the first cache holds, and what the system's copy takes for long.
const COPIED: usize = 1 << 14;

/// Writes the weights, and after them the log-sum-exp of each row.
pub fn softmax(scores: &Scores, out: &mut [f32]) {
    let (weights, totals) = out.split_at_mut(scores.length * scores.width);
    part(scores.width, scores.rows(), weights, totals);
}

/// The same of some rows.
pub(super) fn part(width: usize, scores: &[f32], weights: &mut [f32], totals: &mut [f32]) {
    let arch = simd::arch();
    let copied = std::env::var("COPIED").map_or(COPIED, |x| x.parse().unwrap());
    let rows = (copied / width).max(1);
    let mut room = vec![0.0; rows * width];
    let parts = scores.chunks(rows * width).zip(weights.chunks_mut(rows * width));
    for ((scores, weights), totals) in parts.zip(totals.chunks_mut(rows)) {
        let room = &mut room[..scores.len()];
        let rows = scores.chunks_exact(width).zip(room.chunks_exact_mut(width));
        for ((scores, weights), total) in rows.zip(totals) {
            *total = arch.dispatch(Row { scores, weights });
        }
        weights.copy_from_slice(room);
    }
}
