//! moe/deepseek: the router of DeepSeek-V3, where a bias chooses and the scores weigh.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/deepseek
//! Stuck?     cargo run -- hint moe/deepseek

use ::moe::Groups;
use ndarray::{Array1, ArrayView1, ArrayView2, s};

/// The experts of one token, each with its weight, in any order.
///
/// A score is `s = sigmoid(logit)`, and `s + bias` decides who is chosen, and nothing else:
///
/// 1. The experts are cut into `groups` groups of neighbours: with 12 experts and 4 groups, 0 to 2 are the first. A group's score
///    is the sum of its two largest `s + bias`.
/// 2. The `kept` groups with the largest scores stay. Experts of the others cannot be chosen.
/// 3. Of those that can, the `k` with the largest `s + bias` are chosen.
/// 4. A chosen expert weighs `scale · s`, divided by the sum of the `s` of the chosen.
///
/// Of equal groups, and of equal experts, those with the lower index come first. Where two of them decide who is chosen, they are
/// equal or at least 0.001 apart. Shapes: `logits` and `bias` (E), in any memory layout. E is a multiple of `groups` and a group has
/// at least two experts; `kept` is from 1 to `groups`, and the kept groups have at least `k` experts, of which there is at least one.
/// Logits lie within ±4, biases within ±3, and may all be negative. `scale` is positive.
pub fn route(logits: ArrayView1<'_, f32>, bias: ArrayView1<'_, f32>, config: &Groups) -> Vec<(usize, f32)> {
    todo!("write `route`")
}

/// What the layer gives for one token: `Σ weight · output of the expert + output of the shared expert`.
///
/// Shapes: `routed` holds each chosen expert once, with its weight; row e of `outputs` (E, d) is what expert e gave; `shared` and
/// the result (d). Sizes are at least 1. Experts that were not chosen have computed nothing, and their rows hold NaN. Every token
/// goes through the shared expert, and it is not weighed. The views may be transposed or strided.
pub fn combine(
    routed: &[(usize, f32)],
    outputs: ArrayView2<'_, f32>,
    shared: ArrayView1<'_, f32>,
) -> Array1<f32> {
    todo!("write `combine`")
}
