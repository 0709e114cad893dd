//! compression/stream: the same compressor while tokens come in one by one.

use ::compression::{Projected, Stream};
use ndarray::{Array1, ArrayView2, Zip};

/// A compressor that has seen no token, with the biases of the roles `current` and `previous`, both (m, c). Both sizes are at least
/// 1, and the views may be transposed or strided.
pub fn start(current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
    Stream { current: current.to_owned(), previous: previous.to_owned(), held: Vec::new(), seen: 0 }
}

/// Takes the next token, and returns an entry (c) when that token completes a block of m; otherwise nothing.
///
/// The entries are, one after another, those of `dual_role` over all tokens so far: an entry pools the m tokens of its block in
/// the role `current` and the m tokens before them in the role `previous`, in every channel by one softmax over gates with their
/// biases (row r for the token in place r of its block); the first pools its own m tokens alone. `seen` grows by 1. `held` is yours
/// to use, and holds at most 2m tokens, however many have come. Several streams can be under way at once, also copies of one, so
/// keep nothing outside the stream. Gates with their bias lie within ±1000.
pub fn push(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    let (block, channels) = stream.current.dim();
    stream.held.push(token);
    stream.seen += 1;
    if !stream.seen.is_multiple_of(block) {
        return None;
    }
    // Complete: what is held is the block before, if there is one, and then this block.
    let before = stream.held.len() - block;
    let mut largest = Array1::from_elem(channels, f32::NEG_INFINITY);
    let mut rows = Vec::new();
    for (at, token) in stream.held.iter().enumerate() {
        let (value, gate, bias) = if at < before {
            (&token.previous_value, &token.previous_gate, stream.previous.row(at))
        } else {
            (&token.current_value, &token.current_gate, stream.current.row(at - before))
        };
        let score = gate + &bias;
        Zip::from(&mut largest).and(&score).for_each(|most, &score| *most = most.max(score));
        rows.push((value, score));
    }
    let (mut weighted, mut sum) = (Array1::zeros(channels), Array1::zeros(channels));
    for (value, score) in rows {
        let weight = (score - &largest).exp();
        weighted += &(&weight * value);
        sum += &weight;
    }
    stream.held.drain(..before);
    Some(weighted / sum)
}
