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

/// Which channels of a head make a pair that is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "grade", derive(serde::Serialize, serde::Deserialize))]
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

// << positions

// >> heads

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
    /// `alibi`
    pub alibi: Option<Alibi>,
    /// `rope`
    pub rope: Option<Rope>,
    /// `rope_2d`
    pub rope_2d: Option<Rope2d>,
    /// `msrope`
    pub msrope: Option<Msrope>,
    // << positions

    // >> heads

    // << heads

    // >> nearby

    // << nearby

    // >> tiles

    // << tiles

    // >> blocks

    // << blocks
}
