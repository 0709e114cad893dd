//! moe/reinforce: a gradient for a choice, from samples, and by pretending.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/reinforce
//! Stuck?     cargo run -- hint moe/reinforce

use ::moe::Baseline;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The exact gradient, with respect to the logits, of the expected loss `Σ p_e loss_e`, where p = softmax(logits).
///
/// Shapes: `logits` (E) and `losses` (E), the loss of each choice, give (E); E is at least 2. The result is what gradient
/// *descent* subtracts. Here and below logits may be as large as ±800, all within 60 of each other, views may be transposed,
/// strided or reversed, and nothing is infinite or NaN.
pub fn exact(logits: ArrayView1<'_, f32>, losses: ArrayView1<'_, f32>) -> Array1<f32> {
    todo!("write `exact`")
}

/// The score-function estimate of that gradient from each of N samples: row n is `(losses[n] − b) ∇ ln p[actions[n]]`, the
/// gradient of the log-probability taken with respect to the logits.
///
/// Shapes: `logits` (E), `actions` (N) with values below E, `losses` (N) give (N, E): `losses[n]` is what sample n has cost, and
/// two samples of the same action may have cost different amounts. Nothing is averaged over the samples. The baseline b is
/// the number in `Baseline::Fixed`, or with `Baseline::Others` the mean loss of the other N − 1 samples, a number for each
/// sample; then N is at least 2, otherwise at least 1. A loss may be exactly 0, or exactly b.
pub fn sampled(
    logits: ArrayView1<'_, f32>,
    actions: &[usize],
    losses: ArrayView1<'_, f32>,
    baseline: Baseline,
) -> Array2<f32> {
    todo!("write `sampled`")
}

/// A layer that takes one expert's output, and the straight-through gradient of its loss with respect to the logits.
///
/// Shapes: `logits` (E), `outputs` (E, d) of the experts, `target` (d) give the layer's output (d) and the gradient (E); d is at
/// least 1.
///
/// Forward: the output y of the expert with the largest logit, unchanged; among equal logits the lowest index wins. Logits that
/// are not equal may differ by so little that their gates are equal: then too the largest logit wins. The loss is
/// `½ ‖y − target‖²`. Backward: the output is taken for `Σ g_e outputs_e` with the gate g = softmax(logits), so the slope
/// of the loss at y goes to each gate weight through that expert's output, and from the gate to the logits through the
/// softmax's Jacobian. Only the slope at y comes from the hard choice.
pub fn straight_through(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> (Array1<f32>, Array1<f32>) {
    todo!("write `straight_through`")
}
