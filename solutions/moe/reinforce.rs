//! moe/reinforce: a gradient for a choice, from samples, and by pretending.

use ::moe::Baseline;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The exact gradient, with respect to the logits, of the expected loss `Σ p_e loss_e`, where p = softmax(logits).
///
/// Shapes: `logits` (E) and `losses` (E), the loss of each choice, give (E); E is at least 2. The result is what gradient
/// *descent* subtracts. Here and below logits may be as large as ±800, all within 60 of each other, views may be transposed,
/// strided or reversed, and nothing is infinite or NaN.
pub fn exact(logits: ArrayView1<'_, f32>, losses: ArrayView1<'_, f32>) -> Array1<f32> {
    let p = softmax(logits);
    let expected = p.dot(&losses);
    &p * &(&losses - expected)
}

/// The score-function estimate of that gradient from each of N samples: row n is `(losses[n] − b) ∇ ln p[actions[n]]`, the
/// gradient of the log-probability taken with respect to the logits.
///
/// Shapes: `logits` (E), `actions` (N) with values below E, `losses` (N) give (N, E): `losses[n]` is what sample n has cost, and
/// two samples of the same action may have cost different amounts. Nothing is averaged over the samples. The baseline b is
/// the number in `Baseline::Fixed`, or with `Baseline::Others` the mean loss of the other N − 1 samples, a number for each
/// sample; then N is at least 2, otherwise at least 1. A loss may be exactly 0, or exactly b.
pub fn sampled(
    logits: ArrayView1<'_, f32>,
    actions: &[usize],
    losses: ArrayView1<'_, f32>,
    baseline: Baseline,
) -> Array2<f32> {
    let p = softmax(logits);
    let total = losses.sum();
    let mut gradients = Array2::zeros((actions.len(), p.len()));
    for ((mut row, &action), &loss) in gradients.rows_mut().into_iter().zip(actions).zip(losses) {
        let baseline = match baseline {
            Baseline::Fixed(b) => b,
            Baseline::Others => (total - loss) / (actions.len() - 1) as f32,
        };
        // ∇ ln p_a = one-hot(a) − p.
        row.assign(&p.mapv(|p| -p));
        row[action] += 1.0;
        row *= loss - baseline;
    }
    gradients
}

/// A layer that takes one expert's output, and the straight-through gradient of its loss with respect to the logits.
///
/// Shapes: `logits` (E), `outputs` (E, d) of the experts, `target` (d) give the layer's output (d) and the gradient (E); d is at
/// least 1.
///
/// Forward: the output y of the expert with the largest logit, unchanged; among equal logits the lowest index wins. Logits that
/// are not equal may differ by so little that their gates are equal: then too the largest logit wins. The loss is
/// `½ ‖y − target‖²`. Backward: the output is taken for `Σ g_e outputs_e` with the gate g = softmax(logits), so the slope
/// of the loss at y goes to each gate weight through that expert's output, and from the gate to the logits through the
/// softmax's Jacobian. Only the slope at y comes from the hard choice.
pub fn straight_through(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> (Array1<f32>, Array1<f32>) {
    let chosen = (1..logits.len()).fold(0, |best, e| if logits[e] > logits[best] { e } else { best });
    let output = outputs.row(chosen).to_owned();
    let slope = &output - &target;
    let of_gates = outputs.dot(&slope);
    // The Jacobian of the softmax, as above: losses are what each gate weight would add to the loss.
    (output, exact(logits, of_gates.view()))
}

fn softmax(logits: ArrayView1<'_, f32>) -> Array1<f32> {
    let largest = logits.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let exponentials = logits.mapv(|l| (l - largest).exp());
    let sum = exponentials.sum();
    exponentials / sum
}
