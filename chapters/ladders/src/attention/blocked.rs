//! **Blocked.** Tiles of 64 queries by 64 keys, with a running maximum and a running sum: what is read stays in the first caches until it
//! has been used 64 times, and there is no matrix.
//!
//! - *operations*: as in the definition, and one more exp and d multiplications for each query and tile
//! - *bytes*: 16 n d, if the keys and values of a tile (2 · 64 · d · 4 bytes) stay in a cache
//! - *why it is slow still*: the inner loops are those of the definition. Where arithmetic is the limit, fewer bytes buy little

use super::Tokens;

const TILE: usize = 64;

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let (n, d) = (tokens.length, tokens.width);
    let scale = 1.0 / (d as f32).sqrt();
    let mut weights = [0.0_f32; TILE];
    for first in (0..n).step_by(TILE) {
        let end = n.min(first + TILE);
        let mut largest = [f32::NEG_INFINITY; TILE];
        let mut sums = [0.0_f32; TILE];
        out[first * d..end * d].fill(0.0);
        for from in (0..end).step_by(TILE) {
            for i in first..end {
                let to = (from + TILE).min(i + 1);
                if to <= from {
                    continue;
                }
                let query = &tokens.queries[i * d..][..d];
                let mut most = largest[i - first];
                for j in from..to {
                    let key = &tokens.keys[j * d..][..d];
                    let mut sum = 0.0;
                    for c in 0..d {
                        sum += query[c] * key[c];
                    }
                    weights[j - from] = sum * scale;
                    most = most.max(sum * scale);
                }
                // What has been added up so far was measured against a smaller maximum.
                let rescale = (largest[i - first] - most).exp();
                largest[i - first] = most;
                sums[i - first] *= rescale;
                let mean = &mut out[i * d..][..d];
                for x in mean.iter_mut() {
                    *x *= rescale;
                }
                for j in from..to {
                    let weight = (weights[j - from] - most).exp();
                    sums[i - first] += weight;
                    let value = &tokens.values[j * d..][..d];
                    for c in 0..d {
                        mean[c] += weight * value[c];
                    }
                }
            }
        }
        for i in first..end {
            for x in &mut out[i * d..][..d] {
                *x /= sums[i - first];
            }
        }
    }
}
