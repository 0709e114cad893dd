//! moe/sinkhorn: rows and columns are scaled in turn until every token and every expert has its share.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/sinkhorn
//! Stuck?     cargo run -- hint moe/sinkhorn

use ndarray::{Array1, Array2, ArrayView2, Axis};

/// The plan after `iterations` rounds: `row[t] · exp(logits[t, e]) · column[e]`.
///
/// At first every `column[e]` is 1. A round is, in this order,
///
/// - `row[t] = (1/T) / Σ_e exp(logits[t, e]) · column[e]`, after which every row of the plan sums to 1/T;
/// - `column[e] = (1/E) / Σ_t row[t] · exp(logits[t, e])`, after which every column sums to 1/E, and the rows do no more.
///
/// Shapes: `logits` (T, E) gives (T, E); both sizes and `iterations` are at least 1. There is no stopping earlier. Logits lie
/// within ±1000, those of one token within 20 of each other. No sum is 0, and no small number is to be added to one. The
/// view may be transposed or strided.
pub fn plan(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    todo!("write `plan`")
}

/// The expert of each token: where its row of the plan is largest.
///
/// The shapes and limits are those of `plan`. The two largest entries of a row are never closer than a hundredth of their
/// size.
pub fn choose(logits: ArrayView2<'_, f32>, iterations: usize) -> Vec<usize> {
    todo!("write `choose`")
}

/// Expert and weight of each token, when one is chosen.
///
/// Shapes and limits are those of `plan`. In training the expert is that of `choose`; otherwise it is the one with the largest
/// logit, which is never closer than 0.01 to the second largest. The weight is σ(logit) of the token's own logit for that
/// expert, in both: the plan only chooses.
pub fn route(logits: ArrayView2<'_, f32>, iterations: usize, training: bool) -> Vec<(usize, f32)> {
    todo!("write `route`")
}
