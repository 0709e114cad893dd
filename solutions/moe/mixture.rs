//! moe/mixture: three losses for a mixture of experts, and whom each of them teaches.

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
    let gate = softmax(logits);
    let error = &target - &gate.dot(&outputs);
    let of_outputs = Array2::from_shape_fn(outputs.dim(), |(i, c)| -2.0 * gate[i] * error[c]);
    let of_gate = outputs.dot(&error) * -2.0;
    // Through the softmax: what a weight gains over the mean of all, as far as it has weight.
    let of_logits = &gate * (&of_gate - gate.dot(&of_gate));
    Feedback { loss: error.dot(&error), outputs: of_outputs, logits: of_logits }
}

/// The mean of the squared distances between the target and each output alone: `Σ p[i] · ‖d − o[i]‖²`, with its gradients.
/// Shapes and ranges as in `blended`.
pub fn competitive(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    let gate = softmax(logits);
    let errors = &target - &outputs;
    let squares = (&errors * &errors).sum_axis(Axis(1));
    let of_outputs = errors * gate.view().insert_axis(Axis(1)) * -2.0;
    let loss = gate.dot(&squares);
    Feedback { loss, outputs: of_outputs, logits: gate * (squares - loss) }
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
    let errors = &target - &outputs;
    softmax((&logits - (&errors * &errors).sum_axis(Axis(1)) * 0.5).view())
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
    let errors = &target - &outputs;
    let joint = &logits - (&errors * &errors).sum_axis(Axis(1)) * 0.5;
    let (gate, share) = (softmax(logits), softmax(joint.view()));
    // Both sums of exponentials, that of the gate and that of the mixture, as logarithms.
    let loss = log_sum(logits) - log_sum(joint.view());
    Feedback { loss, outputs: -(errors * share.view().insert_axis(Axis(1))), logits: gate - share }
}

fn log_sum(values: ArrayView1<'_, f32>) -> f32 {
    let largest = values.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    largest + (&values - largest).exp().sum().ln()
}

fn softmax(values: ArrayView1<'_, f32>) -> Array1<f32> {
    let weights = (&values - values.fold(f32::NEG_INFINITY, |a, &b| a.max(b))).exp();
    &weights / weights.sum()
}
