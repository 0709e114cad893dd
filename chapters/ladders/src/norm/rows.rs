//! **Rows.** The addition and the norm of a row, then the next: *fusion*. h is written once and read again while it is still in the cache.
//!
//! - *operations*: as in the definition
//! - *bytes*: 16 for each number: x and r read, h and y written
//! - *what is left*: the sum of squares, in which each addition waits for the one before

use super::{EPSILON, Stream};

/// Writes y, and after it h.
pub fn norm(stream: &Stream, out: &mut [f32]) {
    let width = stream.width;
    let (normed, sums) = out.split_at_mut(stream.length * width);
    let inputs = stream.stream().chunks_exact(width).zip(stream.update.chunks_exact(width));
    let outputs = normed.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width));
    for ((x, update), (normed, sums)) in inputs.zip(outputs) {
        let mut squares = 0.0;
        for c in 0..width {
            sums[c] = x[c] + update[c];
            squares += sums[c] * sums[c];
        }
        let scale = 1.0 / (squares / width as f32 + EPSILON).sqrt();
        for c in 0..width {
            normed[c] = sums[c] * scale * stream.weight[c];
        }
    }
}
