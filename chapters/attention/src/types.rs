//! The contract of the chapter: what each answer receives and returns.
//!
//! Here stands what the pages show or several sections share; the rest, by section, in `types/`.

mod scores;
pub use scores::*;
mod positions;
pub use positions::*;
mod heads;
pub use heads::*;
mod nearby;
pub use nearby::*;
mod tiles;
pub use tiles::*;
mod slow_memory;
pub use slow_memory::SlowMemory;
mod blocks;
pub use blocks::*;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

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
/// The state (m, l, o) of a softmax-weighted mean over what was seen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// m: the largest score so far.
    pub max: f32,
    /// l: the sum of exp(score − max).
    pub sum: f32,
    /// o: the sum of exp(score − max) · value, not yet divided; shape (width).
    pub output: Array1<f32>,
}
// ANCHOR_END: running

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
