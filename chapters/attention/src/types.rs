//! The contract of the chapter: what each answer receives and returns.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Which keys a query may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "grade", derive(serde::Serialize, serde::Deserialize))]
pub enum Mask {
    /// All of them.
    None,
    /// No later ones. The queries are the last positions: with n queries and m keys, query i sees key j when
    /// j ≤ i + (m − n).
    Causal,
}

// ANCHOR: running
/// The state (m, l, o) of a softmax-weighted mean over the scores and values seen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// m: the largest score so far.
    pub max: f32,
    /// l: the sum of exp(score − max).
    pub sum: f32,
    /// o: the sum of exp(score − max) · value, not divided by anything; shape (width).
    pub output: Array1<f32>,
}
// ANCHOR_END: running

/// Weights of each row of scores: (rows, columns) to (rows, columns).
pub type Softmax = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Queries (n, d), keys (m, d), values (m, d_v) and a mask to outputs (n, d_v).
pub type ScaledDotProduct =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, Mask) -> Array2<f32>;

/// The four functions of online softmax.
#[derive(Clone, Copy)]
pub struct OnlineSoftmax {
    /// The state of nothing, for values of a width.
    pub start: fn(usize) -> Running,
    /// Takes one score and its value (width) into the state.
    pub update: fn(&mut Running, f32, ArrayView1<'_, f32>),
    /// The state of everything that two states have seen.
    pub merge: fn(&Running, &Running) -> Running,
    /// The weighted mean (width) and the log-sum-exp of the scores.
    pub finish: fn(&Running) -> (Array1<f32>, f32),
}

// types of each page

// >> look_back

// << look_back

// >> positions

// << positions

// >> heads

// << heads

// >> nearby

// << nearby

// >> tiles

// << tiles

// >> blocks
/// Queries (total, d), keys (total, d), values (total, d_v) and lengths of documents to outputs (total, d_v).
pub type PackedAttention =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, &[usize]) -> Array2<f32>;

/// Rows (n, d), gate (d, f), up (d, f) and down (f, d) to (n, d).
pub type Swiglu =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

/// Rows (n, d), gain (d), bias (d) and epsilon to (n, d).
pub type LayerNorm = fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>;

/// The four functions of packing.
#[derive(Clone, Copy)]
pub struct Packing {
    /// Lengths of the documents and the number of positions to what each position sees: (total, total).
    pub mask: fn(&[usize], usize) -> Array2<bool>,
    /// Lengths and number of positions to the place of each position in its document: (total).
    pub positions: fn(&[usize], usize) -> Array1<usize>,
    /// Lengths and number of positions to whether the next position belongs to the same document: (total).
    pub targets: fn(&[usize], usize) -> Array1<bool>,
    /// Queries (total, d), keys (total, d), values (total, d_v) and lengths to outputs (total, d_v).
    pub attend: PackedAttention,
}

// ANCHOR: block_weights
/// The weights of a parallel block of width d, with query heads of width e
/// and an MLP of width f. A matrix multiplies a row from the right.
#[derive(Clone, Copy, Debug)]
pub struct BlockWeights<'a> {
    /// Gain of the norm, (d).
    pub gain: ArrayView1<'a, f32>,
    /// The number under the norm's root.
    pub epsilon: f32,
    /// Queries of all heads, (d, heads · e).
    pub query: ArrayView2<'a, f32>,
    /// The one key head, (d, e).
    pub key: ArrayView2<'a, f32>,
    /// The one value head, (d, e).
    pub value: ArrayView2<'a, f32>,
    /// From the heads back to the stream, (heads · e, d).
    pub out: ArrayView2<'a, f32>,
    /// The gate of the MLP, (d, f).
    pub gate: ArrayView2<'a, f32>,
    /// What the gate multiplies, (d, f).
    pub up: ArrayView2<'a, f32>,
    /// Back to the stream, (f, d).
    pub down: ArrayView2<'a, f32>,
}
// ANCHOR_END: block_weights

/// The three functions of the parallel block.
#[derive(Clone, Copy)]
pub struct ParallelBlock {
    /// Rows (n, d), gain (d) and epsilon to (n, d).
    pub rms_norm: fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>,
    /// Rows (n, d), gate (d, f), up (d, f) and down (f, d) to (n, d).
    pub swiglu: Swiglu,
    /// Rows (n, d) and weights to (n, d).
    pub block: fn(ArrayView2<'_, f32>, &BlockWeights<'_>) -> Array2<f32>,
}

// ANCHOR: resampler_weights
/// The weights of a resampler's attention, of width d, with heads of width e.
/// A matrix multiplies a row from the right.
#[derive(Clone, Copy, Debug)]
pub struct ResamplerWeights<'a> {
    /// Gain of the inputs' norm, (d).
    pub input_gain: ArrayView1<'a, f32>,
    /// Bias of the inputs' norm, (d).
    pub input_bias: ArrayView1<'a, f32>,
    /// Gain of the latents' norm, (d).
    pub latent_gain: ArrayView1<'a, f32>,
    /// Bias of the latents' norm, (d).
    pub latent_bias: ArrayView1<'a, f32>,
    /// The number under the root of both norms.
    pub epsilon: f32,
    /// The number of heads.
    pub heads: usize,
    /// (d, heads · e)
    pub query: ArrayView2<'a, f32>,
    /// (d, heads · e)
    pub key: ArrayView2<'a, f32>,
    /// (d, heads · e)
    pub value: ArrayView2<'a, f32>,
    /// (heads · e, d)
    pub out: ArrayView2<'a, f32>,
}
// ANCHOR_END: resampler_weights

/// The two functions of the resampler.
#[derive(Clone, Copy)]
pub struct Resampler {
    /// Rows (n, d), gain (d), bias (d) and epsilon to (n, d).
    pub layer_norm: LayerNorm,
    /// Inputs (n, d), latents (r, d) and weights to (r, d).
    pub resample: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, &ResamplerWeights<'_>) -> Array2<f32>,
}

// << blocks

/// The answers to the chapter's exercises. An answer is `None` if its file was left out because it does not compile.
pub struct Answers {
    /// `softmax`
    pub softmax: Option<Softmax>,
    /// `scaled_dot_product`
    pub scaled_dot_product: Option<ScaledDotProduct>,
    /// `online_softmax`
    pub online_softmax: Option<OnlineSoftmax>,
    // >> look_back

    // << look_back

    // >> positions

    // << positions

    // >> heads

    // << heads

    // >> nearby

    // << nearby

    // >> tiles

    // << tiles

    // >> blocks
    /// `packing`
    pub packing: Option<Packing>,
    /// `parallel_block`
    pub parallel_block: Option<ParallelBlock>,
    /// `resampler`
    pub resampler: Option<Resampler>,
    // << blocks
}
