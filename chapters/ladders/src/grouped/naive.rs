//! **Definition.** Token by token, choice by choice, a row times a matrix.
//!
//! - *operations*: 2 d² for each pair of a token and an expert
//! - *bytes*: a whole matrix for each pair, 4 d², from wherever it fits
//! - *what is right already*: the inner loop runs along a row of the matrix, where no addition waits for another

use super::{CHOICES, Routed};

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    let d = routed.width;
    out.fill(0.0);
    for (pair, (&expert, &gate)) in routed.experts.iter().zip(&routed.gates).enumerate() {
        let token = pair / CHOICES;
        let row = &mut out[token * d..][..d];
        for c in 0..d {
            let x = gate * routed.tokens[token * d + c];
            let weights = &routed.weights[(expert * d + c) * d..][..d];
            for (sum, weight) in row.iter_mut().zip(weights) {
                *sum += x * weight;
            }
        }
    }
}
