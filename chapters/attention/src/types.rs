//! The contract of the chapter: what each answer receives and returns.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3};

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
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "grade", derive(serde::Serialize, serde::Deserialize))]
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

    // << nearby

    // >> tiles
    /// `merge`
    pub merge: Option<Merge>,
    /// `flash`
    pub flash: Option<Flash>,
    /// `flash_backward`
    pub flash_backward: Option<FlashBackward>,
    // << tiles

    // >> blocks

    // << blocks
}
