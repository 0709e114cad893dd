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
    ndarray::ArrayView3<'_, f32>,
    ndarray::ArrayView3<'_, f32>,
    ndarray::ArrayView3<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView2<'_, bool>,
) -> ndarray::Array3<f32>;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "grade", derive(serde::Serialize, serde::Deserialize))]
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

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "grade", derive(serde::Serialize, serde::Deserialize))]
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

// << nearby

// >> tiles

// << tiles

// >> blocks

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
    /// `window`
    pub window: Option<Window>,
    /// `sink`
    pub sink: Option<Sink>,
    /// `sparse`
    pub sparse: Option<Sparse>,
    /// `cache_bytes`
    pub cache_bytes: Option<CacheBytes>,
    // << nearby

    // >> tiles

    // << tiles

    // >> blocks

    // << blocks
}
