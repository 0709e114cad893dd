//! Residual streams and memory.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: mhc_weights
/// What turns n streams of width C into coefficients. A matrix multiplies a row from the right.
#[derive(Clone, Copy, Debug)]
pub struct MhcWeights<'a> {
    /// (n · C, 2n + n²). The columns, in this order: n for `pre`, n for `post`, n² for `mix`, row after row.
    pub projection: ArrayView2<'a, f32>,
    /// (2n + n²), in the same order.
    pub bias: ArrayView1<'a, f32>,
    /// α, one factor each for `pre`, `post` and `mix`.
    pub scale: [f32; 3],
    /// The number under the root of the norm.
    pub epsilon: f32,
    /// Iterations of the projection that makes `mix`.
    pub iterations: usize,
}

/// How n streams are read, written and mixed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Coefficients {
    /// How much of each stream the sub-layer reads, (n).
    pub pre: Array1<f32>,
    /// How much of the sub-layer's output each stream gets, (n).
    pub post: Array1<f32>,
    /// (n, n): new stream i gets `mix[i, j]` of old stream j.
    pub mix: Array2<f32>,
}
// ANCHOR_END: mhc_weights

/// A sub-layer: one token's input (C) to its output (C).
pub type SubLayer<'a> = dyn Fn(ArrayView1<'_, f32>) -> Array1<f32> + 'a;

/// The three functions of `mhc`.
#[derive(Clone, Copy)]
pub struct Mhc {
    /// Logits (n, n) and a number of iterations to (n, n).
    pub project: fn(ArrayView2<'_, f32>, usize) -> Array2<f32>,
    /// Streams (n, C) and weights to coefficients.
    pub coefficients: fn(ArrayView2<'_, f32>, &MhcWeights<'_>) -> Coefficients,
    /// Streams (n, C), coefficients and a sub-layer to streams (n, C).
    pub step: fn(ArrayView2<'_, f32>, &Coefficients, &SubLayer<'_>) -> Array2<f32>,
}

// ANCHOR: hash
/// How n-grams are hashed, for n from 2 to the number of multipliers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NgramHash {
    /// What multiplies the token k places back.
    pub multipliers: Vec<u64>,
    /// The token that stands before the first.
    pub pad: u32,
    /// `primes[i]` belongs to the n-grams with n = i + 2: a table size for each of their heads.
    pub primes: Vec<Vec<u64>>,
}
// ANCHOR_END: hash

/// Hidden states (T, d), keys (T, d), a gain (d) and epsilon to gates (T).
pub type MemoryGate = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array1<f32>;

/// Values (T, d), a gain (d), taps (taps, d), the dilation and epsilon to (T, d).
pub type ShortConv =
    fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView2<'_, f32>, usize, f32) -> Array2<f32>;

/// The four functions of `engram`.
#[derive(Clone, Copy)]
pub struct Engram {
    /// Tokens (T) and a hash to slots (T, heads).
    pub slots: fn(&[u32], &NgramHash) -> Array2<usize>,
    /// Slots (T, heads) and a table (rows, w) to (T, heads · w).
    pub look_up: fn(ArrayView2<'_, usize>, ArrayView2<'_, f32>) -> Array2<f32>,
    /// Hidden states (T, d), keys (T, d), a gain (d) and epsilon to gates (T).
    pub gate: MemoryGate,
    /// Values (T, d), a gain (d), taps (taps, d), the dilation and epsilon to (T, d).
    pub short_conv: ShortConv,
}
