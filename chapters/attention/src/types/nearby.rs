//! Keys that are not seen, and what is kept of those that are.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

use super::{CacheConfig, Ring};

/// The mask of a sliding window, and the ring buffer that decodes with it.
#[derive(Clone, Copy)]
pub struct Window {
    /// Which of m keys each of n queries sees, given the window W; shape (n, m).
    pub visible: fn(usize, usize, usize) -> Array2<bool>,
    /// An empty ring: window W, width of keys, width of values.
    pub start: fn(usize, usize, usize) -> Ring,
    /// Takes a key (d) and a value (d_v) into the ring.
    pub push: fn(&mut Ring, ArrayView1<'_, f32>, ArrayView1<'_, f32>),
    /// The output (d_v) of a query (d) that sits at the last token pushed.
    pub attend: fn(&Ring, ArrayView1<'_, f32>) -> Array1<f32>,
}

/// Queries (heads, n, d), keys (heads, m, d), values (heads, m, d_v), sinks (heads) and what is visible (n, m) to outputs
/// (heads, n, d_v).
pub type Sink = fn(
    ArrayView3<'_, f32>,
    ArrayView3<'_, f32>,
    ArrayView3<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView2<'_, bool>,
) -> Array3<f32>;

/// The patterns of the Sparse Transformer.
#[derive(Clone, Copy)]
pub struct Sparse {
    /// The two masks (n, n) of the strided pattern: n, stride.
    pub strided: fn(usize, usize) -> [Array2<bool>; 2],
    /// The two masks (n, n) of the fixed pattern: n, stride, columns.
    pub fixed: fn(usize, usize, usize) -> [Array2<bool>; 2],
    /// What is seen through two layers, the mask of the upper one first: two times (t, t) to (t, t).
    pub two_hops: fn(ArrayView2<'_, bool>, ArrayView2<'_, bool>) -> Array2<bool>,
}

/// The bytes of a cache.
#[derive(Clone, Copy)]
pub struct CacheBytes {
    /// Of a context of so many tokens.
    pub total: fn(&CacheConfig, u64) -> u64,
    /// What one more token adds to a context of so many.
    pub growth: fn(&CacheConfig, u64) -> u64,
}
