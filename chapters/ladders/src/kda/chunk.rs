//! **Chunk.** 64 tokens at once, as chapter 4 derives it, in plain loops. With G the running sums of the decays, what is written for token i is
//! V̂ᵢ = βᵢ (vᵢ − (kᵢ ⊙ exp Gᵢ) S − Σ_{j<i} ⟨kᵢ, kⱼ⟩ V̂ⱼ), where ⟨a, b⟩ = Σ a b exp(Gᵢ − Gⱼ) over the channels.
//!
//! - *operations*: about as many as token by token, and an exp for each channel of each pair of tokens: 32 d for each token
//! - *bytes*: 20 d for each token; the state is read twice and written once in 64 tokens
//! - *what to expect*: on a GPU much, because products of matrices run on other units there; here little or nothing, because plain loops are plain
//!   loops, and the exponentials are new

use super::{CHUNK, HEADS, Head, Heads};

/// Writes the outputs of each head (length, width), and behind them its last state (width, width).
pub fn kda(heads: &Heads, out: &mut [f32]) {
    let d = heads.width;
    for (head, out) in (0..HEADS).zip(out.chunks_exact_mut(heads.of_head())) {
        let (outputs, state) = out.split_at_mut(heads.length * d);
        state.fill(0.0);
        for (number, outputs) in outputs.chunks_mut(CHUNK * d).enumerate() {
            let from = number * CHUNK;
            chunk(heads.head(head).tokens(from, from + outputs.len() / d), state, outputs);
        }
    }
}

fn chunk(head: Head<'_>, state: &mut [f32], outputs: &mut [f32]) {
    let (d, count) = (head.width, head.beta.len());
    let scale = 1.0 / (d as f32).sqrt();
    let mut sums = head.decays.to_vec();
    for place in d..count * d {
        sums[place] += sums[place - d];
    }
    let row = |numbers: &'_ [f32], i: usize| -> Vec<f32> { numbers[i * d..][..d].to_vec() };
    let mut written = vec![0.0; count * d];
    for i in 0..count {
        let (query, key, faded) = (row(head.queries, i), row(head.keys, i), row(&sums, i));
        let mut missing = row(head.values, i);
        let output = &mut outputs[i * d..][..d];
        output.fill(0.0);
        for c in 0..d {
            let left = faded[c].exp();
            for (e, x) in state[c * d..][..d].iter().enumerate() {
                missing[e] -= key[c] * left * x;
                output[e] += query[c] * left * x;
            }
        }
        for j in 0..i {
            let (mut of_key, mut of_query) = (0.0, 0.0);
            for c in 0..d {
                let shared = head.keys[j * d + c] * (faded[c] - sums[j * d + c]).exp();
                of_key += key[c] * shared;
                of_query += query[c] * shared;
            }
            for (e, x) in written[j * d..][..d].iter().enumerate() {
                missing[e] -= of_key * x;
                output[e] += of_query * x;
            }
        }
        let own: f32 = query.iter().zip(&key).map(|(q, k)| q * k).sum();
        for e in 0..d {
            let write = head.beta[i] * missing[e];
            written[i * d + e] = write;
            output[e] = scale * (output[e] + own * write);
        }
    }
    let last = row(&sums, count - 1);
    for c in 0..d {
        let row = &mut state[c * d..][..d];
        let left = last[c].exp();
        for x in row.iter_mut() {
            *x *= left;
        }
        for j in 0..count {
            let part = head.keys[j * d + c] * (last[c] - sums[j * d + c]).exp();
            for (x, write) in row.iter_mut().zip(&written[j * d..][..d]) {
                *x += part * write;
            }
        }
    }
}
