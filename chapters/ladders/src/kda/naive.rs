//! **Definition.** Token by token: the state fades, is read with the key, corrected, and read with the query.
//!
//! - *operations*: seven for each number of the state and token: one to fade, two to read, two to write, two to read again
//! - *bytes*: 20 d for each token; the state, 4 d², stays in the first cache up to a width of 64 or so
//! - *why it is slow*: four passes over the state for each token, and a number that has been loaded is used once or twice

use super::{HEADS, Head, Heads};

/// Writes the outputs of each head (length, width), and behind them its last state (width, width).
pub fn kda(heads: &Heads, out: &mut [f32]) {
    for (head, out) in (0..HEADS).zip(out.chunks_exact_mut(heads.of_head())) {
        let (outputs, state) = out.split_at_mut(heads.length * heads.width);
        one(heads.head(head), outputs, state);
    }
}

fn one(head: Head<'_>, outputs: &mut [f32], state: &mut [f32]) {
    let d = head.width;
    let scale = 1.0 / (d as f32).sqrt();
    state.fill(0.0);
    let mut missing = vec![0.0; d];
    for (t, output) in outputs.chunks_exact_mut(d).enumerate() {
        let (query, key) = (&head.queries[t * d..][..d], &head.keys[t * d..][..d]);
        missing.copy_from_slice(&head.values[t * d..][..d]);
        for (c, row) in state.chunks_exact_mut(d).enumerate() {
            let left = head.decays[t * d + c].exp();
            for (x, missing) in row.iter_mut().zip(&mut missing) {
                *x *= left;
                *missing -= key[c] * *x;
            }
        }
        output.fill(0.0);
        for (c, row) in state.chunks_exact_mut(d).enumerate() {
            let written = head.beta[t] * key[c];
            for ((x, missing), output) in row.iter_mut().zip(&missing).zip(output.iter_mut()) {
                *x += written * missing;
                *output += scale * query[c] * *x;
            }
        }
    }
}
