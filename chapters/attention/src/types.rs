//! The contract of the chapter: what each answer receives and returns.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

/// Which keys a query may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

/// Queries (n, d_q), keys (m, d_k), values (m, d_v), w_query (d_q, a), w_key (d_k, a) and w_score (a) to scores (n, m) and
/// contexts (n, d_v).
pub type Additive = fn(
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
) -> (Array2<f32>, Array2<f32>);

// ANCHOR: pair_score
/// How a query and a key become a score.
#[derive(Clone, Copy, Debug)]
pub enum PairScore<'a> {
    /// Their dot product.
    Dot,
    /// query · weights · key.
    General {
        /// Shape (query width, key width).
        weights: ArrayView2<'a, f32>,
    },
    /// w_score · tanh([query; key] · weights).
    Concat {
        /// Shape (query width + key width, hidden units).
        weights: ArrayView2<'a, f32>,
        /// Shape (hidden units).
        w_score: ArrayView1<'a, f32>,
    },
}
// ANCHOR_END: pair_score

/// The two functions of `luong`.
#[derive(Clone, Copy)]
pub struct Luong {
    /// Queries (n, d_q), keys (m, d_k) and a score to scores (n, m).
    pub scores: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, PairScore<'_>) -> Array2<f32>,
    /// Contexts (n, d_v), queries (n, d_q) and weights (d_v + d_q, e) to attentional outputs (n, e).
    pub attentional: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
}

/// Which channels of a head make a pair that is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
// ANCHOR: pairing
pub enum Pairing {
    /// Neighbours: channels 2m and 2m + 1.
    Interleaved,
    /// Channels m and m + half of the rotated width.
    Half,
}
// ANCHOR_END: pairing

/// Queries (n, d), keys (m, d), values (m, d_v) and a slope to outputs (n, d_v).
pub type SlopedAttention =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, f32) -> Array2<f32>;

/// The two functions of ALiBi.
#[derive(Clone, Copy)]
pub struct Alibi {
    /// A number of heads to the slope of each.
    pub slopes: fn(usize) -> Array1<f32>,
    /// Attention with a penalty on distance.
    pub attend: SlopedAttention,
}

/// Vectors (n, d), a position for each, base, pairing and rotated width to vectors (n, d).
pub type Rope = fn(ArrayView2<'_, f32>, &[usize], f32, Pairing, usize) -> Array2<f32>;

/// Vectors (rows · columns, d), the grid (rows, columns) and base to vectors of the same shape.
pub type Rope2d = fn(ArrayView2<'_, f32>, (usize, usize), f32) -> Array2<f32>;

/// A number of text tokens and the (height, width) of each picture to positions (tokens, 3).
pub type PicturePositions = fn(usize, &[(usize, usize)]) -> Array2<i64>;

/// Vectors (n, d), positions (n, 3), the width of each axis and base to vectors (n, d).
pub type RotateAxes = fn(ArrayView2<'_, f32>, ArrayView2<'_, i64>, [usize; 3], f32) -> Array2<f32>;

/// The two functions of MSRoPE.
#[derive(Clone, Copy)]
pub struct Msrope {
    /// Where text and pictures are.
    pub positions: PicturePositions,
    /// Turns vectors by where they are.
    pub rotate: RotateAxes,
}

/// RoPE of consecutive tokens: vectors (tokens, d) and the position of the first to rotated vectors (tokens, d).
pub type Rotate = fn(ArrayView2<'_, f32>, usize) -> Array2<f32>;

/// Queries (n, heads, d), keys (m, groups, d), values (m, groups, d_v) and a mask to outputs (n, heads, d_v).
pub type Gqa = fn(ArrayView3<'_, f32>, ArrayView3<'_, f32>, ArrayView3<'_, f32>, Mask) -> Array3<f32>;

/// The two functions of QK-norm.
#[allow(clippy::type_complexity)] // Each signature stands where its shapes are told.
#[derive(Clone, Copy)]
pub struct QkNorm {
    /// Vectors (tokens, heads, d) and a gain (d) to normalised vectors of the same shape.
    pub normalise: fn(ArrayView3<'_, f32>, ArrayView1<'_, f32>) -> Array3<f32>,
    /// Queries (n, heads, d), keys (m, heads, d) and the gain (d) of each to scores (heads, n, m).
    pub scores: fn(
        ArrayView3<'_, f32>,
        ArrayView3<'_, f32>,
        ArrayView1<'_, f32>,
        ArrayView1<'_, f32>,
        Rotate,
    ) -> Array3<f32>,
}

/// The four steps of multi-head latent attention in its absorbed form.
#[allow(clippy::type_complexity)] // Each signature stands where its shapes are told.
#[derive(Clone, Copy)]
pub struct Mla {
    /// Hidden states (tokens, d), weights (d, d_c) and (d, d_r), and the position of the first token to latents
    /// (tokens, d_c) and rotated keys (tokens, d_r).
    pub compress: fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        Rotate,
        usize,
    ) -> (Array2<f32>, Array2<f32>),
    /// Queries (heads, d_nope) and weights (d_c, heads, d_nope) to queries (heads, d_c).
    pub absorb: fn(ArrayView2<'_, f32>, ArrayView3<'_, f32>) -> Array2<f32>,
    /// Queries (heads, d_c) and (heads, d_r), latents (tokens, d_c), rotated keys (tokens, d_r) and d_nope to mixed latents
    /// (heads, d_c).
    pub attend: fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        usize,
    ) -> Array2<f32>,
    /// Mixed latents (heads, d_c) and weights (d_c, heads, d_v) to outputs (heads, d_v).
    pub expand: fn(ArrayView2<'_, f32>, ArrayView3<'_, f32>) -> Array2<f32>,
}

#[derive(Clone, Debug, PartialEq)]
// ANCHOR: ring
/// The keys and values of the last W tokens, in arrays of a fixed size.
pub struct Ring {
    /// Keys, a row for each slot; shape (W, d) from the start to the end.
    /// Which token lies in which row is up to `push`.
    pub keys: Array2<f32>,
    /// Values; shape (W, d_v). A token's value lies in the row of its key.
    pub values: Array2<f32>,
    /// How many tokens have been pushed so far, the overwritten ones too.
    pub seen: usize,
}
// ANCHOR_END: ring

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
// ANCHOR: cached
/// What one layer keeps of a token.
pub enum Cached {
    /// Of every token a key and a value in each key-value head.
    Full {
        /// The number of key-value heads.
        kv_heads: u64,
        /// The width of a key, and of a value, in one head.
        head_width: u64,
    },
    /// The same, but only of the last tokens.
    Window {
        /// The number of key-value heads.
        kv_heads: u64,
        /// The width of a key, and of a value, in one head.
        head_width: u64,
        /// How many tokens are kept, the newest included.
        window: u64,
    },
    /// Of every token one latent vector and one rotated key, from which
    /// the keys and values of all heads are made.
    Latent {
        /// The width of the latent vector.
        latent: u64,
        /// The width of the rotated key.
        rotary: u64,
    },
}
// ANCHOR_END: cached

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
// ANCHOR: config
/// What a model's configuration says about its cache.
pub struct CacheConfig {
    /// The number of layers.
    pub layers: usize,
    /// The kinds of layers, over and over: layer i, counted from 0, is
    /// of kind `pattern[i % pattern.len()]`.
    pub pattern: Vec<Cached>,
    /// The number of query heads.
    pub query_heads: u64,
    /// The width of the model, between its layers.
    pub width: u64,
    /// The bits of one cached number.
    pub bits: u64,
}
// ANCHOR_END: config

/// The bytes of a cache.
#[derive(Clone, Copy)]
pub struct CacheBytes {
    /// Of a context of so many tokens.
    pub total: fn(&CacheConfig, u64) -> u64,
    /// What one more token adds to a context of so many.
    pub growth: fn(&CacheConfig, u64) -> u64,
}

mod slow_memory;
pub use slow_memory::SlowMemory;

/// Outputs (parts, n, width) and log-sum-exps (parts, n) of disjoint sets of keys to those of all keys: (n, width), (n).
pub type Merge = fn(ArrayView3<'_, f32>, ArrayView2<'_, f32>) -> (Array2<f32>, Array1<f32>);

/// Queries (n, d), keys and values in slow memory, and a mask to outputs (n, d_v) and log-sum-exps (n).
pub type Flash = fn(ArrayView2<'_, f32>, &SlowMemory<'_>, Mask) -> (Array2<f32>, Array1<f32>);

/// What the forward pass of attention leaves for its backward pass: everything but the weights.
#[derive(Clone, Debug)]
pub struct Saved<'a> {
    /// (n, d)
    pub queries: ArrayView2<'a, f32>,
    /// (m, d)
    pub keys: ArrayView2<'a, f32>,
    /// (m, d_v)
    pub values: ArrayView2<'a, f32>,
    /// The output, (n, d_v).
    pub output: ArrayView2<'a, f32>,
    /// The log-sum-exp of each query's scores, (n).
    pub log_sum_exp: ArrayView1<'a, f32>,
    /// Which keys a query saw.
    pub mask: Mask,
}

/// The gradients of a loss with respect to what attention received.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Gradients {
    /// (n, d)
    pub queries: Array2<f32>,
    /// (m, d)
    pub keys: Array2<f32>,
    /// (m, d_v)
    pub values: Array2<f32>,
}

/// What the forward pass left, and the gradient with respect to its output (n, d_v), to the gradients of what it received.
pub type FlashBackward = fn(&Saved<'_>, ArrayView2<'_, f32>) -> Gradients;

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
