//! What the exercises use that split layers: tensor parallelism, pipelines, experts.

use ndarray::{Array1, Array2, ArrayView2};

use crate::Communicator;

/// A multilayer perceptron of width d with f hidden channels, or a rank's
/// shard of one, which has fewer.
// ANCHOR: mlp
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp {
    /// A, shape (d, f).
    pub up: Array2<f64>,
    /// Added to the hidden channels before the GELU, shape (f).
    pub up_bias: Array1<f64>,
    /// B, shape (f, d).
    pub down: Array2<f64>,
    /// Added to the output, shape (d): whole on each rank.
    pub down_bias: Array1<f64>,
}
// ANCHOR_END: mlp

/// Gradients of a multilayer perceptron.
// ANCHOR: gradients
#[derive(Clone, Debug, PartialEq)]
pub struct MlpGradients {
    /// Of the input, shape (n, d): whole on each rank.
    pub input: Array2<f64>,
    /// Of the rank's own shard.
    pub weights: Mlp,
}
// ANCHOR_END: gradients

/// GELU by its approximation with a tanh, as GPT-2 and Megatron-LM have it.
// ANCHOR: gelu
pub fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + (SLOPE * (x + CUBIC * x.powi(3))).tanh())
}

/// Its derivative.
pub fn gelu_slope(x: f64) -> f64 {
    let t = (SLOPE * (x + CUBIC * x.powi(3))).tanh();
    let inner = SLOPE * (1.0 + 3.0 * CUBIC * x * x);
    0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner
}

/// √(2/π), and what goes with the cube.
const SLOPE: f64 = 0.797_884_560_802_865_4;
const CUBIC: f64 = 0.044_715;
// ANCHOR_END: gelu

/// An answer to `tensor_parallel`.
#[derive(Clone, Copy)]
pub struct TensorParallel {
    /// A rank's shard.
    pub split: fn(&Mlp, usize, usize) -> Mlp,
    /// From inputs to outputs.
    pub forward: fn(&dyn Communicator, ArrayView2<'_, f64>, &Mlp) -> Array2<f64>,
    /// From the gradient of the outputs to that of all else.
    pub backward: fn(&dyn Communicator, ArrayView2<'_, f64>, &Mlp, ArrayView2<'_, f64>) -> MlpGradients,
}

/// What a stage of a pipeline does next, with which micro-batch.
// ANCHOR: op
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Forward, which leaves activations to be held.
    Forward(usize),
    /// Backward, which is done with them.
    Backward(usize),
}
// ANCHOR_END: op

/// An answer to `pipeline`.
#[derive(Clone, Copy)]
pub struct Pipeline {
    /// What a stage does, one after the other.
    pub order: fn(usize, usize, usize) -> Vec<Op>,
    /// The idle time of a schedule, as a part of the work.
    pub bubble: fn(&[Vec<Op>], f64, f64) -> f64,
    /// The gradient of a stage's weights.
    pub run: fn(&dyn Communicator, &Array2<f64>, &[Array2<f64>], &[Array2<f64>]) -> Array2<f64>,
}

/// What an expert, known by its number, makes of rows.
pub type ExpertCall<'a> = &'a dyn Fn(usize, ArrayView2<'_, f64>) -> Array2<f64>;

/// The tokens of a rank, and what a router said of them.
// ANCHOR: routed
#[derive(Clone, Debug)]
pub struct Routed<'a> {
    /// Shape (n, d): a row for each token.
    pub tokens: ArrayView2<'a, f64>,
    /// The experts of each token.
    pub experts: &'a [Vec<usize>],
    /// A weight for each of them.
    pub weights: &'a [Vec<f64>],
    /// How many experts each rank has: the first ones rank 0, and so on.
    pub each: usize,
}
// ANCHOR_END: routed

/// An answer to `all_to_all`.
#[derive(Clone, Copy)]
pub struct AllToAll {
    /// How many rows go to each rank.
    pub counts: fn(&[Vec<usize>], usize, usize) -> Vec<usize>,
    /// There, through the experts, and back.
    pub layer: fn(&dyn Communicator, &Routed<'_>, ExpertCall<'_>) -> Array2<f64>,
}
