//! sharding/mixed_precision: one step of training with weights and gradients in 16 bits.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/mixed_precision
//! Stuck?     cargo run -- hint sharding/mixed_precision

use sharding::{Mixed, Recipe};

/// The state after a step. `gradients` are those of all replicas, as their backward passes left them: of a loss that was multiplied by the
/// scale, rounded to the format, and infinite or NaN where that was too much.
///
/// All is computed in `f32`. The gradient is the mean over the replicas, divided by the scale. If a number of it is not finite the step is
/// skipped: the weights stay, the scale is multiplied by `backoff`, and good steps are counted from 0. Else it is clipped, by the factor
/// min(1, `max_norm` / (norm + 10⁻⁶)) with its norm over all weights, and the master weights take a step of gradient descent. The working weights are
/// the master weights, rounded. The step is counted as a good one; at `interval` of them the scale is multiplied by `growth`, if that is finite,
/// and the count begins at 0 again.
///
/// There are 1 to 5 replicas and 1 to 300 weights. The scale is a power of two, and may be as large as 2¹²⁷. `interval` is at least 1.
pub fn mixed_precision(state: &Mixed, gradients: &[Vec<f32>], recipe: Recipe) -> Mixed {
    todo!("write `mixed_precision`")
}
