//! Right answers to `mixture` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ShapeBuilder};

use moe::{Feedback, Mixture};

/// Gate, squared distances and log-sum-exp of the mixture in double precision, by loops.
fn parts(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let largest = logits.iter().fold(f64::MIN, |a, &b| a.max(f64::from(b)));
    let sum: f64 = logits.iter().map(|&l| (f64::from(l) - largest).exp()).sum();
    let logs: Vec<f64> = logits.iter().map(|&l| f64::from(l) - largest - sum.ln()).collect();
    let squares = outputs
        .outer_iter()
        .map(|o| o.iter().zip(target).map(|(&o, &d)| (f64::from(o) - f64::from(d)).powi(2)).sum())
        .collect();
    (logs.iter().map(|l| l.exp()).collect(), squares, logs)
}

fn shares(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> (Vec<f64>, f64) {
    let (_, squares, logs) = parts(logits, outputs, target);
    let joint: Vec<f64> = logs.iter().zip(&squares).map(|(l, s)| l - 0.5 * s).collect();
    let largest = joint.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = joint.iter().map(|j| (j - largest).exp()).sum();
    (joint.iter().map(|j| (j - largest).exp() / sum).collect(), -(largest + sum.ln()))
}

fn column_major(outputs: ArrayView2<'_, f32>, f: impl Fn(usize, usize) -> f64) -> Array2<f32> {
    Array2::from_shape_fn(outputs.dim().f(), |(i, c)| f(i, c) as f32)
}

pub(super) fn alternatives() -> Vec<Alternative<Mixture>> {
    vec![
        Alternative {
            name: "loops in double precision, column-major gradients",
            answer: Mixture {
                blended: |logits, outputs, target| {
                    let (gate, ..) = parts(logits, outputs, target);
                    let (experts, width) = outputs.dim();
                    let error: Vec<f64> = (0..width)
                        .map(|c| {
                            let said = (0..experts).map(|i| gate[i] * f64::from(outputs[[i, c]]));
                            f64::from(target[c]) - said.sum::<f64>()
                        })
                        .collect();
                    // −2 p[i] (d − ō) · (o[i] − ō)
                    let of_logits = (0..experts).map(|i| {
                        let dot = (0..width).map(|c| {
                            error[c] * (f64::from(outputs[[i, c]]) - f64::from(target[c]) + error[c])
                        });
                        (-2.0 * gate[i] * dot.sum::<f64>()) as f32
                    });
                    Feedback {
                        loss: error.iter().map(|e| e * e).sum::<f64>() as f32,
                        outputs: column_major(outputs, |i, c| -2.0 * gate[i] * error[c]),
                        logits: of_logits.collect(),
                    }
                },
                competitive: |logits, outputs, target| {
                    let (gate, squares, _) = parts(logits, outputs, target);
                    let loss: f64 = gate.iter().zip(&squares).map(|(p, s)| p * s).sum();
                    Feedback {
                        loss: loss as f32,
                        outputs: column_major(outputs, |i, c| {
                            2.0 * gate[i] * (f64::from(outputs[[i, c]]) - f64::from(target[c]))
                        }),
                        logits: gate.iter().zip(&squares).map(|(p, s)| (p * (s - loss)) as f32).collect(),
                    }
                },
                responsibilities: |logits, outputs, target| {
                    shares(logits, outputs, target).0.into_iter().map(|h| h as f32).collect()
                },
                likelihood: |logits, outputs, target| {
                    let ((h, loss), (gate, ..)) =
                        (shares(logits, outputs, target), parts(logits, outputs, target));
                    Feedback {
                        loss: loss as f32,
                        outputs: column_major(outputs, |i, c| {
                            h[i] * (f64::from(outputs[[i, c]]) - f64::from(target[c]))
                        }),
                        logits: gate.iter().zip(&h).map(|(p, h)| (p - h) as f32).collect(),
                    }
                },
            },
        },
        Alternative {
            name: "the whole Jacobian of the softmax, exponentials measured from the nearest expert",
            answer: Mixture {
                blended: |logits, outputs, target| {
                    let gate = softmax(logits);
                    let blend = outputs.t().dot(&gate);
                    let error = &blend - &target;
                    Feedback {
                        loss: error.iter().map(|e| e * e).sum(),
                        outputs: Array2::from_shape_fn(outputs.dim(), |(i, c)| 2.0 * gate[i] * error[c]),
                        logits: jacobian(&gate).dot(&(outputs.dot(&error) * 2.0)),
                    }
                },
                competitive: |logits, outputs, target| {
                    let (gate, squares) = (softmax(logits), expanded(outputs, target));
                    Feedback {
                        loss: (&gate * &squares).sum(),
                        outputs: Array2::from_shape_fn(outputs.dim(), |(i, c)| {
                            2.0 * gate[i] * (outputs[[i, c]] - target[c])
                        }),
                        logits: jacobian(&gate).dot(&squares),
                    }
                },
                responsibilities: |logits, outputs, target| nearest(logits, outputs, target).0,
                likelihood: |logits, outputs, target| {
                    let (h, loss) = nearest(logits, outputs, target);
                    Feedback {
                        loss,
                        outputs: Array2::from_shape_fn(outputs.dim(), |(i, c)| {
                            h[i] * (outputs[[i, c]] - target[c])
                        }),
                        logits: softmax(logits) - &h,
                    }
                },
            },
        },
    ]
}

fn softmax(logits: ArrayView1<'_, f32>) -> Array1<f32> {
    let largest = logits.iter().copied().reduce(f32::max).unwrap_or(0.0);
    let sum: f32 = logits.iter().map(|l| (l - largest).exp()).sum();
    logits.iter().map(|l| (l - largest).exp() / sum).collect()
}

fn jacobian(gate: &Array1<f32>) -> Array2<f32> {
    Array2::from_shape_fn((gate.len(), gate.len()), |(i, j)| {
        gate[i] * (f32::from(u8::from(i == j)) - gate[j])
    })
}

/// ‖o‖² − 2 o · d + ‖d‖²
fn expanded(outputs: ArrayView2<'_, f32>, target: ArrayView1<'_, f32>) -> Array1<f32> {
    let lengths = outputs.map_axis(ndarray::Axis(1), |o| o.dot(&o));
    lengths - outputs.dot(&target) * 2.0 + target.dot(&target)
}

/// Responsibilities and loss with p itself, not its logarithm: exponentials are measured from the smallest distance.
fn nearest(
    logits: ArrayView1<'_, f32>,
    outputs: ArrayView2<'_, f32>,
    target: ArrayView1<'_, f32>,
) -> (Array1<f32>, f32) {
    let gate = softmax(logits);
    let halves = outputs.map_axis(ndarray::Axis(1), |o| {
        o.iter().zip(target).map(|(o, d)| (d - o) * (d - o)).sum::<f32>() / 2.0
    });
    let least = halves.iter().copied().fold(f32::INFINITY, f32::min);
    let terms = &gate * &halves.mapv(|half| (least - half).exp());
    let sum = terms.sum();
    (terms / sum, least - sum.ln())
}
