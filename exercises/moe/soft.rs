//! moe/soft: no choice at all: every slot is a mixture of tokens, every token a mixture of slots.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/soft
//! Stuck?     cargo run -- hint moe/soft

use ::moe::Expert;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

/// How well every token fits every slot.
///
/// Shapes: `tokens` (T, d) and `slots` (d, S), a column for each slot, give (T, S). All sizes are at least 1. Without a scale it
/// is the matrix product. With `Some(scale)` every token and every slot is first divided by its length √(Σ x² + 10⁻⁶), the sum
/// over its d numbers, and the product is multiplied by `scale` once; a scale is from 0.1 to 25, and a token or a slot may be as
/// short as 10⁻³, or all zero. Here and below views may be transposed, strided or reversed; logits may be as large as ±800, all
/// within 60 of each other.
pub fn logits(tokens: ArrayView2<'_, f32>, slots: ArrayView2<'_, f32>, scale: Option<f32>) -> Array2<f32> {
    todo!("write `logits`")
}

/// Dispatch and combine weights, both (T, S) like the logits.
///
/// Dispatch: a softmax over the tokens, so what goes into a slot is a mean of tokens. Combine: a softmax over all slots of
/// all experts, so what a token gets is a mean of slots.
pub fn weights(logits: ArrayView2<'_, f32>) -> (Array2<f32>, Array2<f32>) {
    todo!("write `weights`")
}

/// The layer: slots are filled by the dispatch weights, each expert works on its own, and every token takes a mixture of what
/// comes out by the combine weights.
///
/// Shapes: `tokens` (T, d) and `slots` (d, S) give (T, e). S is a multiple of `experts`: with p = S / experts, the slots
/// 0 to p − 1 are those of expert 0, the next p those of expert 1, and so on. `expert(i, inputs)` applies expert i to each row
/// of inputs (rows, d) and gives (rows, e); rows do not affect each other, and it may be called with any number of rows.
/// e need not be d. No token is left out, and no order is respected: a token gets from all of them.
pub fn soft(
    tokens: ArrayView2<'_, f32>,
    slots: ArrayView2<'_, f32>,
    scale: Option<f32>,
    experts: usize,
    expert: &Expert<'_>,
) -> Array2<f32> {
    todo!("write `soft`")
}
