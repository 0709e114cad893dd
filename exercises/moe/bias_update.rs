//! moe/bias_update: who sets the bias, and the small loss that stays.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/bias_update
//! Stuck?     cargo run -- hint moe/bias_update

use ndarray::{Array1, ArrayView1, ArrayView2};

/// The biases after a step: up by `rate` for each expert that got fewer tokens than the mean, down by `rate` for each that got more.
///
/// Shapes: `bias`, `counts` and the result (E), `bias` in any memory layout. An expert that got exactly the mean keeps its bias, and
/// how far an expert is from the mean does not count. The mean need not be whole. E is at least 1; a count may be 0, also every one,
/// and as large as 2⁴⁰, with differences of 1 that matter. `rate` is positive.
pub fn bias_update(bias: ArrayView1<'_, f32>, counts: &[usize], rate: f32) -> Array1<f32> {
    todo!("write `bias_update`")
}

/// The balance loss of one sequence, without its coefficient α: `E / k · Σ_e f_e P_e`.
///
/// With scores `s = sigmoid(logit)`, `f_e` is the fraction of the tokens that have expert e among the k largest of their scores, and
/// `P_e` is the mean over the tokens of `s_e` divided by the sum of that token's scores. Biases and groups play no part.
///
/// Shapes: `logits` (T, E), in any memory layout, at least one token; k is from 1 to E. Logits lie within ±4, any two of a token
/// at least 0.01 apart.
pub fn sequence_loss(logits: ArrayView2<'_, f32>, k: usize) -> f32 {
    todo!("write `sequence_loss`")
}
