//! The contract of the chapter: what each answer receives and returns.
//!
//! Here stands what the pages show or several sections share; the rest, by section, in `types/`.

mod pool;
pub use pool::*;
mod select;
pub use select::*;
mod layer;
pub use layer::*;
mod others;
pub use others::*;

use ndarray::{Array1, Array2, ArrayView2};

// ANCHOR: role
/// What all tokens bring to a compressor in one of their two roles.
#[derive(Clone, Copy, Debug)]
pub struct Role<'a> {
    /// What is averaged; shape (n, c).
    pub values: ArrayView2<'a, f32>,
    /// How much each token wants to count, in each channel; shape (n, c).
    pub gates: ArrayView2<'a, f32>,
    /// What is added to the gates of the token in each place of its block;
    /// shape (m, c).
    pub bias: ArrayView2<'a, f32>,
}
// ANCHOR_END: role

// ANCHOR: stream
/// What one token brings to a compressor, in both roles.
#[derive(Clone, Debug, PartialEq)]
pub struct Projected {
    /// For the entry of its own block; shape (c).
    pub current_value: Array1<f32>,
    /// The gate of this value; shape (c).
    pub current_gate: Array1<f32>,
    /// For the entry of the next block; shape (c).
    pub previous_value: Array1<f32>,
    /// The gate of this value; shape (c).
    pub previous_gate: Array1<f32>,
}

/// A compressor between two tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The bias of the role `current`; shape (m, c).
    pub current: Array2<f32>,
    /// The bias of the role `previous`; shape (m, c).
    pub previous: Array2<f32>,
    /// The tokens that are still needed. Which, and in which order, is up
    /// to `push`.
    pub held: Vec<Projected>,
    /// How many tokens have come so far.
    pub seen: usize,
}
// ANCHOR_END: stream

// ANCHOR: layers
/// Layers of one kind in a model, as one token finds them when it is
/// generated: what they keep of the tokens before it, and how much of that
/// they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// How many layers of this kind the model has.
    pub count: u64,
    /// How many of the last tokens have an entry of their own; 0 if none.
    pub window: u64,
    /// How many tokens have one entry in common in what is kept of the
    /// whole text; 1 if each has its own, 0 if nothing is kept of it.
    pub block: u64,
    /// How many entries of the whole text are read; `None` if all are.
    pub chosen: Option<u64>,
    /// Bytes of an entry, of either kind.
    pub entry_bytes: u64,
    /// Bytes of the key by which an entry of the whole text is chosen; 0 if
    /// there is none.
    pub key_bytes: u64,
    /// FLOPs for one entry that is read.
    pub entry_flops: u64,
    /// FLOPs for the score of one such key.
    pub key_flops: u64,
}
// ANCHOR_END: layers
