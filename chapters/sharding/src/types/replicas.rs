//! What the exercises about replicas use: gradients, and buckets of them.

use crate::Communicator;

/// What the numbers of a gradient are.
// ANCHOR: gradient
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// 16 bits, 8 of them an exponent.
    Bf16,
    /// 16 bits, 5 of them an exponent.
    F16,
    /// 32 bits.
    F32,
}

/// The gradient of one tensor, as far as buckets are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gradient {
    /// How large it is.
    pub bytes: u64,
    /// What its numbers are.
    pub dtype: Dtype,
}
// ANCHOR_END: gradient

/// Which gradients travel together: in the order in which they become ready, and in that of their definition.
#[derive(Clone, Copy)]
pub struct Buckets {
    /// All gradients, the order in which they become ready, and the limits.
    pub rebuilt: fn(&[Gradient], &[usize], &[u64]) -> Vec<Vec<usize>>,
    /// All gradients, and the limits.
    pub initial: fn(&[Gradient], &[u64]) -> Vec<Vec<usize>>,
}

/// What a rank has of one micro-batch.
// ANCHOR: micro
#[derive(Clone, Debug, PartialEq)]
pub struct MicroBatch {
    /// Over how many tokens the loss is a mean.
    pub tokens: usize,
    /// The gradient of that mean for each tensor; zeros without tokens.
    pub gradients: Vec<Vec<f64>>,
}
// ANCHOR_END: micro

/// The gradients of a step, from a rank's micro-batches and the buckets.
pub type Ddp = fn(&dyn Communicator, &[MicroBatch], &[Vec<usize>]) -> Vec<Vec<f64>>;
