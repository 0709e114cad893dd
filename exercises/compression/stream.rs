//! compression/stream: the same compressor while tokens come in one by one.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/stream
//! Stuck?     cargo run -- hint compression/stream

use ::compression::{Projected, Stream};
use ndarray::{Array1, ArrayView2, Zip};

/// A compressor that has seen no token, with the biases of the roles `current` and `previous`, both (m, c). Both sizes are at least
/// 1, and the views may be transposed or strided.
pub fn start(current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
    todo!("write `start`")
}

/// Takes the next token, and returns an entry (c) when that token completes a block of m; otherwise nothing.
///
/// The entries are, one after another, those of `dual_role` over all tokens so far: an entry pools the m tokens of its block in
/// the role `current` and the m tokens before them in the role `previous`, in every channel by one softmax over gates with their
/// biases (row r for the token in place r of its block); the first pools its own m tokens alone. `seen` grows by 1. `held` is yours
/// to use, and holds at most 2m tokens, however many have come. Several streams can be under way at once, also copies of one, so
/// keep nothing outside the stream. Gates with their bias lie within ±1000.
pub fn push(stream: &mut Stream, token: Projected) -> Option<Array1<f32>> {
    todo!("write `push`")
}
