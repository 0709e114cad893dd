//! attention/window: attention to the last W tokens, as a mask and as a ring buffer.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/window
//! Stuck?     cargo run -- hint attention/window

use ::attention::{Mask, Ring};
use ndarray::{Array1, Array2, ArrayView1, Axis, s};

/// Which keys each query sees: entry (i, j) is true when query i sees key j. Shape (n, m).
///
/// The n queries are the last positions of the m keys: query i sits at key i + (m − n), as under a causal mask. It sees the
/// `window` keys that end there, its own included: one more than `window` − 1. Near the start there are fewer, and with
/// more queries than keys the first n − m queries see nothing. n, m and `window` are at least 1, and any of the three may be
/// the largest.
pub fn visible(n: usize, m: usize, window: usize) -> Array2<bool> {
    todo!("write `visible`")
}

/// A ring that has seen no token, with `keys` of shape (window, width) and `values` of shape (window, value_width), of
/// zeros, say: what stands in a row before a token does, nobody should read. The three sizes are at least 1.
pub fn start(window: usize, width: usize, value_width: usize) -> Ring {
    todo!("write `start`")
}

/// Takes the next token's key (width) and value (value_width) into the ring, in place of the oldest if the ring is full.
///
/// `keys` and `values` keep their shapes, so memory does not grow, and `seen` grows by 1. Which row a token gets is yours to
/// choose, as long as `attend` knows. `key` and `value` may be strided. Several rings can be under way at once, so keep
/// nothing outside the ring.
pub fn push(ring: &mut Ring, key: ArrayView1<'_, f32>, value: ArrayView1<'_, f32>) {
    todo!("write `push`")
}

/// Attention of one query to the tokens in the ring, with scale 1/√width: the output (value_width).
///
/// The query sits at the token that was pushed last, and sees the last W tokens, or all if fewer have been pushed: what the
/// mask shows to the last query. There is at least one. `query` may be strided, and scores can be as large as ±2000. You may
/// call your own attention, as `super::scaled_dot_product::scaled_dot_product`.
pub fn attend(ring: &Ring, query: ArrayView1<'_, f32>) -> Array1<f32> {
    todo!("write `attend`")
}
