//! moe/noisy_top_k: a gate that opens for k experts only, after some noise.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/noisy_top_k
//! Stuck?     cargo run -- hint moe/noisy_top_k

use ndarray::{Array2, ArrayView2};

/// Gates of noisy top-k gating: in each row the k largest of `H = clean + noise · softplus(scale_raw)` are kept, and their
/// gates are the softmax over these k. All other gates are exactly 0.
///
/// Shapes: `clean`, `scale_raw`, `noise` and the result are (T, E): T tokens, E experts. E is at least 1, k from 1 to E; there
/// may be no token. The views may be transposed or strided.
///
/// `softplus(x) = ln(1 + e^x)` makes the standard deviation of the noise from its raw scale, and nothing is added to it.
/// `noise` are the samples of the standard normal distribution themselves, so that the result is determined. Clean logits and
/// raw scales can be as large as ±1,000. Among equal entries of H those with the lower index come first; entries of a token that are
/// not equal lie at least 0.01 apart. (No clean logit is −0.0.)
pub fn noisy_top_k(
    clean: ArrayView2<'_, f32>,
    scale_raw: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    k: usize,
) -> Array2<f32> {
    todo!("write `noisy_top_k`")
}
