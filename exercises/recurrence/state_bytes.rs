//! recurrence/state_bytes: what a hybrid keeps of a long text.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/state_bytes
//! Stuck?     cargo run -- hint recurrence/state_bytes

use recurrence::{Kept, Layers};

/// Bytes that all layers keep of a text of so many tokens. There may be no layers, and no tokens; all results are below 2⁶⁰.
///
/// A layer that keeps something for each token has `numbers` · `bytes` of each, or of the last `window` ones. A layer with a state has
/// heads · keys · values numbers of `state_bytes`, and, for its convolution, width − 1 inputs of each channel, of `bytes`: both are there from
/// the start, also before the first token. `width` is at least 1.
pub fn bytes(layers: &[Layers], tokens: u64) -> u64 {
    todo!("write `bytes`")
}

/// Which of so many layers are the special ones, in ascending order: one in each `period`, at an `offset`, all counted from 0. The last
/// period may be cut short.
///
/// `period` is at least 1, and more than `offset`. There may be no layers.
pub fn places(layers: usize, period: usize, offset: usize) -> Vec<usize> {
    todo!("write `places`")
}
