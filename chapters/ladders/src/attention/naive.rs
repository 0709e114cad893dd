//! **Definition.** The matrix of scores, one row for each query, its softmax, and the weighted mean: three loops as they are written in a
//! book.
//!
//! - *operations*: n (n + 1) / 2 scores, each 2 d for the score, 2 d for the mean and three for the softmax
//! - *bytes*: 16 n d, and 16 n² for the matrix, which is written, read, written again and read again
//! - *why it is slow*: the sum of a score has to be added up in the order in which it is written, so each addition waits for the one before
//!   it, and vectors are of no use; and the matrix soon fits no cache

use super::Tokens;

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let (n, d) = (tokens.length, tokens.width);
    let scale = 1.0 / (d as f32).sqrt();
    let mut scores = vec![0.0; n * n];
    for i in 0..n {
        let query = &tokens.queries[i * d..][..d];
        for j in 0..=i {
            let key = &tokens.keys[j * d..][..d];
            let mut sum = 0.0;
            for c in 0..d {
                sum += query[c] * key[c];
            }
            scores[i * n + j] = sum * scale;
        }
    }
    for i in 0..n {
        let row = &mut scores[i * n..][..=i];
        let largest = row.iter().fold(f32::NEG_INFINITY, |largest, &score| largest.max(score));
        let mut sum = 0.0;
        for score in row.iter_mut() {
            *score = (*score - largest).exp();
            sum += *score;
        }
        for score in row {
            *score /= sum;
        }
    }
    for i in 0..n {
        let mean = &mut out[i * d..][..d];
        mean.fill(0.0);
        for j in 0..=i {
            let value = &tokens.values[j * d..][..d];
            for c in 0..d {
                mean[c] += scores[i * n + j] * value[c];
            }
        }
    }
}
