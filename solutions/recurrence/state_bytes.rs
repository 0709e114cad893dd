//! recurrence/state_bytes: what a hybrid keeps of a long text.

use recurrence::{Kept, Layers};

/// Bytes that all layers keep of so many tokens. A layer that keeps something for each token has `numbers` · `bytes` of each, or of the last
/// `window` ones. A layer with a state has heads · keys · values numbers of `state_bytes`, and, for its convolution, the last width − 1
/// inputs of each channel, of `bytes`, from the first token on.
pub fn bytes(layers: &[Layers], tokens: u64) -> u64 {
    let of = |layers: &Layers| match layers.kept {
        Kept::Tokens { numbers, window } => tokens.min(window.unwrap_or(tokens)) * numbers * layers.bytes,
        Kept::State { heads, keys, values, channels, width } => {
            heads * keys * values * layers.state_bytes + channels * (width - 1) * layers.bytes
        }
    };
    layers.iter().map(|layers| layers.count * of(layers)).sum()
}

/// Which layers of a hybrid are the special ones: one in each `period`, at an `offset`, all counted from 0.
///
/// `period` is at least 1, and more than `offset`.
pub fn places(layers: usize, period: usize, offset: usize) -> Vec<usize> {
    (0..layers).filter(|layer| layer % period == offset).collect()
}
