//! The contract of the chapter: what each answer receives and returns.
//!
//! Here stands what the pages show or several sections share; the rest, by section, in `types/`.

mod pool;
pub use pool::*;
mod select;
pub use select::*;

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
