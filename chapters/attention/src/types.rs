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

/// Vectors of tokens: (tokens, width).
type RowsView<'a> = ArrayView2<'a, f32>;
/// Vectors of the heads of tokens, (tokens, heads, width), or weights with an axis of heads.
type HeadsView<'a> = ndarray::ArrayView3<'a, f32>;
/// A gain for each channel.
type GainView<'a> = ArrayView1<'a, f32>;
/// What a layer of multi-head latent attention caches: latents and rotated keys.
type Cached = (Array2<f32>, Array2<f32>);

/// RoPE of consecutive tokens: vectors (tokens, d) and the position of the first to rotated vectors (tokens, d).
pub type Rotate = fn(RowsView<'_>, usize) -> Array2<f32>;

/// Queries (n, heads, d), keys (m, groups, d), values (m, groups, d_v) and a mask to outputs (n, heads, d_v).
pub type Gqa = fn(HeadsView<'_>, HeadsView<'_>, HeadsView<'_>, Mask) -> ndarray::Array3<f32>;

/// The two functions of QK-norm.
#[derive(Clone, Copy)]
pub struct QkNorm {
    /// Vectors (tokens, heads, d) and a gain (d) to normalised vectors of the same shape.
    pub normalise: fn(HeadsView<'_>, GainView<'_>) -> ndarray::Array3<f32>,
    /// Queries (n, heads, d), keys (m, heads, d) and the gain (d) of each to scores (heads, n, m).
    pub scores: fn(HeadsView<'_>, HeadsView<'_>, GainView<'_>, GainView<'_>, Rotate) -> ndarray::Array3<f32>,
}

/// The four steps of multi-head latent attention in its absorbed form.
#[derive(Clone, Copy)]
pub struct Mla {
    /// Hidden states (tokens, d), weights (d, d_c) and (d, d_r), and the position of the first token to latents
    /// (tokens, d_c) and rotated keys (tokens, d_r).
    pub compress: fn(RowsView<'_>, RowsView<'_>, RowsView<'_>, Rotate, usize) -> Cached,
    /// Queries (heads, d_nope) and weights (d_c, heads, d_nope) to queries (heads, d_c).
    pub absorb: fn(RowsView<'_>, HeadsView<'_>) -> Array2<f32>,
    /// Queries (heads, d_c) and (heads, d_r), latents (tokens, d_c), rotated keys (tokens, d_r) and d_nope to mixed latents
    /// (heads, d_c).
    pub attend: fn(RowsView<'_>, RowsView<'_>, RowsView<'_>, RowsView<'_>, usize) -> Array2<f32>,
    /// Mixed latents (heads, d_c) and weights (d_c, heads, d_v) to outputs (heads, d_v).
    pub expand: fn(RowsView<'_>, HeadsView<'_>) -> Array2<f32>,
}
// << heads

// >> nearby

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
    /// `gqa`
    pub gqa: Option<Gqa>,
    /// `qk_norm`
    pub qk_norm: Option<QkNorm>,
    /// `mla`
    pub mla: Option<Mla>,
    // << heads

    // >> nearby

    // << nearby

    // >> tiles

    // << tiles

    // >> blocks

    // << blocks
}
