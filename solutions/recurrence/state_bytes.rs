//! recurrence/state_bytes: what a hybrid keeps of a long text.

use recurrence::{Kept, Layers};

/// Bytes that all layers keep of a text of so many tokens. There may be no layers, and no tokens; all results are below 2⁶⁰.
///
/// A layer that keeps something for each token has `numbers` · `bytes` of each, or of the last `window` ones. A layer with a state has
/// heads · keys · values numbers of `state_bytes`, and, for its convolution, width − 1 inputs of each channel, of `bytes`: both are there from
/// the start, also before the first token. `width` is at least 1.
pub fn bytes(layers: &[Layers], tokens: u64) -> u64 {
    let of = |layers: &Layers| match layers.kept {
        Kept::Tokens { numbers, window } => tokens.min(window.unwrap_or(tokens)) * numbers * layers.bytes,
        Kept::State { heads, keys, values, channels, width } => {
            heads * keys * values * layers.state_bytes + channels * (width - 1) * layers.bytes
        }
    };
    layers.iter().map(|layers| layers.count * of(layers)).sum()
}

/// Which of so many layers are the special ones, in ascending order: one in each `period`, at an `offset`, all counted from 0. The last
/// period may be cut short.
///
/// `period` is at least 1, and more than `offset`. There may be no layers.
pub fn places(layers: usize, period: usize, offset: usize) -> Vec<usize> {
    (0..layers).filter(|layer| layer % period == offset).collect()
}
