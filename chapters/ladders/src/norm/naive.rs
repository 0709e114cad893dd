//! **Definition.** One array operation after the other: the sum, the mean of its squares row by row, the division, the weights.
//!
//! - *operations*: five for each number
//! - *bytes*: 32 for each number: three arrays for the sum, one for the squares, two for the division, two for the weights

use super::{EPSILON, Stream};

/// Writes y, and after it h.
pub fn norm(stream: &Stream, out: &mut [f32]) {
    let width = stream.width;
    let (normed, sums) = out.split_at_mut(stream.length * width);
    for ((sum, x), update) in sums.iter_mut().zip(stream.stream()).zip(&stream.update) {
        *sum = x + update;
    }
    let mean = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>() / width as f32;
    let roots: Vec<f32> = sums.chunks_exact(width).map(|row| (mean(row) + EPSILON).sqrt()).collect();
    for ((normed, sums), root) in normed.chunks_exact_mut(width).zip(sums.chunks_exact(width)).zip(roots) {
        for (y, sum) in normed.iter_mut().zip(sums) {
            *y = sum / root;
        }
    }
    for normed in normed.chunks_exact_mut(width) {
        for (y, weight) in normed.iter_mut().zip(&stream.weight) {
            *y *= weight;
        }
    }
}
