//! sharding/pipeline: one forward, one backward.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/pipeline
//! Stuck?     cargo run -- hint sharding/pipeline

use ndarray::Array2;
use sharding::{Communicator, Op};

/// What stage `stage` of `stages` does with `micros` micro-batches by 1F1B: it warms up with one forward for each stage behind it, then does one forward
/// and one backward in turn, and in the end the backwards that are left. Micro-batches come in their order, both ways.
///
/// There may be fewer micro-batches than stages; both are at least 1.
pub fn order(stage: usize, stages: usize, micros: usize) -> Vec<Op> {
    todo!("write `order`")
}

/// How long a stage is idle until all stages have ended, divided by how long it works. `orders[stage]` is any schedule: each stage does each micro-batch once
/// forward and once backward, in an order of its own, and as soon as it can. A forward waits for that of the stage before, a backward for its own
/// forward and the backward of the stage behind. They take `forward` and `backward` units of time, which may differ; messages take none.
///
/// All orders can be carried out to their end.
pub fn bubble(orders: &[Vec<Op>], forward: f64, backward: f64) -> f64 {
    todo!("write `bubble`")
}

/// The same with real sends: rank s is stage s, and makes tanh(x · weights) of what comes in, shape (n, d). Rank 0 begins with `inputs[i]` for micro-batch
/// i. The loss of a micro-batch is half the sum of the squares of outputs less `targets[i]`, on the last rank, and the loss is the mean of those of all
/// micro-batches. Gives the gradient of the own `weights`, shape (d, d).
///
/// Ranks send to their neighbours, activations forward and gradients backward, and nothing else. Every rank is given all inputs and targets; micro-batches
/// may have different n, at least 1, and there is at least 1. Between 1 and 6 ranks.
pub fn run(
    comm: &dyn Communicator,
    weights: &Array2<f64>,
    inputs: &[Array2<f64>],
    targets: &[Array2<f64>],
) -> Array2<f64> {
    todo!("write `run`")
}
