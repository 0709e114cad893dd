//! moe/mixture: three losses for a mixture of experts, and whom each of them teaches.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/mixture
//! Stuck?     cargo run -- hint moe/mixture

use ::moe::Feedback;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// The squared distance between the target and the blend of all outputs: `‖d − Σ p[i] · o[i]‖²`, with its gradients.
///
/// Here and below: E experts have answered one example. `logits` (E) are those of the gate, p = softmax(logits); row i of
/// `outputs` (E, d) is what expert i says, o\[i\]; `target` (d) is what is right. A squared distance is the sum of d squares, not
/// their mean. The feedback is the loss, its gradient with respect to `outputs`, (E, d), and its gradient with respect to
/// `logits`, (E): the derivatives themselves, so that a step downhill subtracts them. E and d are at least 1. Logits can be as
/// large as ±1,000, those of one gate within 40 of each other. The views may be transposed or strided.
pub fn blended(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    todo!("write `blended`")
}

/// The mean of the squared distances between the target and each output alone: `Σ p[i] · ‖d − o[i]‖²`, with its gradients.
/// Shapes and ranges as in `blended`.
pub fn competitive(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    todo!("write `competitive`")
}

/// How much of the example each expert accounts for: `h[i] = p[i] · exp(−½ ‖d − o[i]‖²)`, divided by the sum of all h.
///
/// Shapes and ranges as in `blended`; the result is (E). The target can be so far from every output that ½ ‖d − o\[i\]‖² is
/// 10,000: every exponential is 0 then, also in double precision, and the responsibilities are still to be right.
pub fn responsibilities(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Array1<f32> {
    todo!("write `responsibilities`")
}

/// Minus the logarithm of the likelihood of the target, `−ln Σ p[i] · exp(−½ ‖d − o[i]‖²)`, with its gradients.
///
/// Each expert is a Gaussian of variance 1 around its output, without the constant (2π)^(−d/2). Shapes and ranges as in
/// `blended`, and the target can be as far away as in `responsibilities`.
pub fn likelihood(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    todo!("write `likelihood`")
}
