//! Blocks of tokens that become one entry.

use ndarray::{Array1, Array2, ArrayView2};

use super::{Projected, Role, Stream};

/// The means of blocks, and when a query sees them.
#[derive(Clone, Copy)]
pub struct MeanPool {
    /// Tokens (n, c) to entries (⌊n/m⌋, c), given m.
    pub pool: fn(ArrayView2<'_, f32>, usize) -> Array2<f32>,
    /// How many blocks the query at a position sees, given m.
    pub visible: fn(usize, usize) -> usize,
}

/// Values (n, c), gates (n, c) and biases (m, c) to entries (⌊n/m⌋, c).
pub type GatedPool = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// Values (n, c), gates (n, c) and biases (2m, c) to entries (⌊n/m⌋, c).
pub type Overlap = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// The roles `current` and `previous` to entries (⌊n/m⌋, c). One lifetime, so that an answer may put both into one array.
pub type DualRole = for<'a> fn(Role<'a>, Role<'a>) -> Array2<f32>;

/// The same compressor, a token at a time.
#[derive(Clone, Copy)]
pub struct Streaming {
    /// One that has seen nothing, with the biases (m, c) of the roles `current` and `previous`.
    pub start: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Stream,
    /// Takes a token; an entry (c) when it completes a block.
    pub push: fn(&mut Stream, Projected) -> Option<Array1<f32>>,
}
