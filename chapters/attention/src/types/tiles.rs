//! The same mean, a part of the keys at a time.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3};

use super::{Mask, Running, SlowMemory};

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
