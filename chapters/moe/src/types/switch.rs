//! One expert for each token, or two, in buffers that can be full.

use ndarray::ArrayView2;

/// Where a router sends a token.
// ANCHOR: routed
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Routed {
    /// The number of the expert.
    pub expert: usize,
    /// What the expert's output is multiplied by.
    pub gate: f32,
    /// Its place in the expert's buffer, from 0 on; `None` if it is dropped.
    pub slot: Option<usize>,
}
// ANCHOR_END: routed

/// Logits (tokens, experts) and a capacity to the token's place for each token.
pub type RouteOne = fn(ArrayView2<'_, f32>, usize) -> Vec<Routed>;

/// The two functions of `switch`.
#[derive(Clone, Copy)]
pub struct Switch {
    /// Tokens, experts and capacity factor to the places in an expert's buffer.
    pub capacity: fn(usize, usize, f32) -> usize,
    /// Where each token goes.
    pub route: RouteOne,
}

/// Logits (tokens, experts) to the loss of Switch that asks for balance, without its coefficient.
pub type BalanceLoss = fn(ArrayView2<'_, f32>) -> f32;

/// Logits (tokens, experts) to the loss that asks for small logits, without its coefficient.
pub type ZLoss = fn(ArrayView2<'_, f32>) -> f32;

/// Logits (tokens, experts) and a capacity to the first and the second choice of each token.
pub type Gshard = fn(ArrayView2<'_, f32>, usize) -> Vec<[Routed; 2]>;
