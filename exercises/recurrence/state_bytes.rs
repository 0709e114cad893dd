//! recurrence/state_bytes: what a hybrid keeps of a long text.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/state_bytes
//! Stuck?     cargo run -- hint recurrence/state_bytes

use recurrence::{Kept, Layers};

/// Bytes that all layers keep of so many tokens. A layer that keeps something for each token has `numbers` · `bytes` of each, or of the last
/// `window` ones. A layer with a state has heads · keys · values numbers of `state_bytes`, and, for its convolution, the last width − 1
/// inputs of each channel, of `bytes`, from the first token on.
pub fn bytes(layers: &[Layers], tokens: u64) -> u64 {
    todo!("write `bytes`")
}

/// Which layers of a hybrid are the special ones: one in each `period`, at an `offset`, all counted from 0.
///
/// `period` is at least 1, and more than `offset`.
pub fn places(layers: usize, period: usize, offset: usize) -> Vec<usize> {
    todo!("write `places`")
}
