//! What layers keep of a text.

// ANCHOR: layers
/// What one layer keeps for one sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Something for each token.
    Tokens {
        /// Numbers for a token: keys and values of all heads that have
        /// their own, or a latent with its rotated key.
        numbers: u64,
        /// Only the last so many tokens, if any.
        window: Option<u64>,
    },
    /// A state that does not grow, and the last inputs of a short
    /// convolution.
    State {
        /// Heads with a matrix each.
        heads: u64,
        /// Rows of each matrix.
        keys: u64,
        /// Its columns.
        values: u64,
        /// Channels that the convolution runs over.
        channels: u64,
        /// Its width, the token itself included; 1 for none.
        width: u64,
    },
}

/// Some layers of a model that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// How many.
    pub count: u64,
    /// What each keeps.
    pub kept: Kept,
    /// Bytes of a number in what is kept for tokens, and of a held input
    /// of the convolution.
    pub bytes: u64,
    /// Bytes of a number of the state.
    pub state_bytes: u64,
}
// ANCHOR_END: layers

/// What a hybrid keeps.
#[derive(Clone, Copy)]
pub struct StateBytes {
    /// Bytes that all layers keep of so many tokens.
    pub bytes: fn(&[Layers], u64) -> u64,
    /// Which of so many layers are special, one in each period, at an offset, all counted from 0.
    pub places: fn(usize, usize, usize) -> Vec<usize>,
}
