//! moe/upcycle: a trained dense layer becomes experts.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/upcycle
//! Stuck?     cargo run -- hint moe/upcycle

use ::moe::Mlp;
use ndarray::{Array2, ArrayView2, Axis};

/// As many copies of the dense layer as there are to be experts; `count` is at least 1.
pub fn experts(dense: &Mlp, count: usize) -> Vec<Mlp> {
    todo!("write `experts`")
}

/// The gates of each token: softmax over the experts, the k largest kept, and those divided by their sum.
///
/// Shapes: `logits` (T, E) give (T, E), with 0 for every expert that is not among the k. Of equal logits the expert with the
/// lower number comes first. T and E are at least 1, and k is from 1 to E. Logits can be as large as ±900; those of one token
/// are within 20 of each other, and are equal or differ by at least 0.001. `logits` may be transposed or strided.
pub fn gates(logits: ArrayView2<'_, f32>, k: usize) -> Array2<f32> {
    todo!("write `gates`")
}

/// What the experts say of each token, weighted by its gates: the sum over e of `gates[t, e]` times
/// `experts[e].apply(tokens)[t]`.
///
/// Shapes: `tokens` (T, d), `gates` (T, E), E `experts`, which may differ from each other; the result is (T, d). Gates are used
/// as they are: they may come from another router, each is from 0 to 2, they need not sum to 1, and where all gates of a token
/// are 0 its output is 0. You may apply an expert to all tokens, or to those alone that have chosen it. `tokens` and `gates` may
/// be transposed or strided.
pub fn forward(tokens: ArrayView2<'_, f32>, gates: ArrayView2<'_, f32>, experts: &[Mlp]) -> Array2<f32> {
    todo!("write `forward`")
}
