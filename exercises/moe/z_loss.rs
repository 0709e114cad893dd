//! moe/z_loss: a number that is large when logits are far from zero.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/z_loss
//! Stuck?     cargo run -- hint moe/z_loss

use ndarray::{ArrayView1, ArrayView2};

/// The router z-loss of ST-MoE without its coefficient: the mean over the tokens of the *square* of `ln Σ_e exp(logit_e)`.
///
/// Shape: `logits` (tokens, experts), both at least 1. The view may be transposed or strided. Logits lie between −1100 and
/// 1100, those of a token within 60 of each other.
pub fn z_loss(logits: ArrayView2<'_, f32>) -> f32 {
    todo!("write `z_loss`")
}
