//! moe/z_loss: a number that is large when logits are far from zero.

use ndarray::{ArrayView1, ArrayView2};

/// The router z-loss of ST-MoE without its coefficient: the mean over the tokens of the *square* of `ln Σ_e exp(logit_e)`.
///
/// Shape: `logits` (tokens, experts), both at least 1. The view may be transposed or strided. Logits lie between −1100 and
/// 1100, those of a token within 60 of each other.
pub fn z_loss(logits: ArrayView2<'_, f32>) -> f32 {
    let squares: f32 = logits.rows().into_iter().map(|row| log_sum_exp(row).powi(2)).sum();
    squares / logits.nrows() as f32
}

/// `ln Σ exp(x)`, with the largest number taken out of the sum: no exponential overflows.
fn log_sum_exp(row: ArrayView1<'_, f32>) -> f32 {
    let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    largest + row.iter().map(|x| (x - largest).exp()).sum::<f32>().ln()
}
