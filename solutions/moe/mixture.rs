//! moe/mixture: three losses for a mixture of experts, and whom each of them teaches.

use ::moe::Feedback;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// The squared distance between the target and the blend of all outputs: `‖d − Σ p[i] · o[i]‖²`, with its gradients.
///
/// Here and below: E experts have answered one example. `logits` (E) are those of the gate, p = softmax(logits); row i of
/// `outputs` (E, d) is what expert i says, o\[i\]; `target` (d) is what is right. A squared distance is the sum of d squares, not
/// their mean. The feedback is the loss, its gradient with respect to `outputs`, (E, d), and its gradient with respect to
/// `logits`, (E): the derivatives themselves, so that a step downhill subtracts them. E and d are at least 1.
///
/// Logits can be as large as ±1,000, those of one gate within 40 of each other. The views may be transposed or strided.
pub fn blended(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    let gate = softmax(&logits.to_owned());
    let error = &target - &gate.dot(&outputs);
    let of_outputs = Array2::from_shape_fn(outputs.dim(), |(i, c)| -2.0 * gate[i] * error[c]);
    let of_gate = outputs.dot(&error) * -2.0;
    Feedback { loss: error.dot(&error), outputs: of_outputs, logits: through_softmax(&gate, &of_gate) }
}

/// The mean of the squared distances between the target and each output alone: `Σ p[i] · ‖d − o[i]‖²`, with its gradients.
///
/// Shapes and ranges as in `blended`.
pub fn competitive(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Feedback {
    let gate = softmax(&logits.to_owned());
    let errors = &target - &outputs;
    let squares = (&errors * &errors).sum_axis(Axis(1));
    let of_outputs = errors * gate.view().insert_axis(Axis(1)) * -2.0;
    Feedback { loss: gate.dot(&squares), outputs: of_outputs, logits: through_softmax(&gate, &squares) }
}

/// How much of the example each expert accounts for: `h[i] = p[i] · exp(−½ ‖d − o[i]‖²)`, divided by the sum of that over the
/// experts.
///
/// Shapes and ranges as in `blended`; the result is (E). The target can be so far from every output that ½ ‖d − o\[i\]‖² is
/// 10,000: every exponential is 0 then, also in double precision, and the responsibilities are still to be right.
pub fn responsibilities(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Array1<f32> {
    softmax(&joint(logits, outputs, target))
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
    let gate = softmax(&logits.to_owned());
    let share = responsibilities(logits, outputs, target);
    let errors = &target - &outputs;
    let of_outputs = -(errors * share.view().insert_axis(Axis(1)));
    // Both sums of exponentials, that of the gate and that of the mixture, as logarithms.
    let loss = log_sum(&logits.to_owned()) - log_sum(&joint(logits, outputs, target));
    Feedback { loss, outputs: of_outputs, logits: gate - share }
}

/// logit − ½ ‖d − o‖² of each expert: its softmax is the responsibilities.
fn joint(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> Array1<f32> {
    let errors = &target - &outputs;
    &logits - &((&errors * &errors).sum_axis(Axis(1)) * 0.5)
}

fn log_sum(values: &Array1<f32>) -> f32 {
    let largest = values.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    largest + values.mapv(|v| (v - largest).exp()).sum().ln()
}

fn softmax(values: &Array1<f32>) -> Array1<f32> {
    let largest = values.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let weights = values.mapv(|v| (v - largest).exp());
    &weights / weights.sum()
}

/// From the gradient with respect to the gate to that with respect to its logits.
fn through_softmax(gate: &Array1<f32>, of_gate: &Array1<f32>) -> Array1<f32> {
    gate * &(of_gate - gate.dot(of_gate))
}
