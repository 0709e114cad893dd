//! Right answers to `reinforce` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, Axis};

use moe::{Baseline, Reinforce};

fn doubles(logits: ArrayView1<'_, f32>) -> Vec<f64> {
    let largest = logits.iter().fold(f64::MIN, |a, &b| a.max(f64::from(b)));
    let sum: f64 = logits.iter().map(|&l| (f64::from(l) - largest).exp()).sum();
    logits.iter().map(|&l| (f64::from(l) - largest).exp() / sum).collect()
}

/// The whole Jacobian dp_a / dl_i.
fn jacobian(logits: ArrayView1<'_, f32>) -> Array2<f32> {
    let p = Array1::from_vec(doubles(logits)).mapv(|p| p as f32);
    let column = p.view().insert_axis(Axis(1));
    Array2::from_diag(&p) - column.dot(&p.view().insert_axis(Axis(0)))
}

pub(super) fn alternatives() -> Vec<Alternative<Reinforce>> {
    vec![
        Alternative {
            name: "the Jacobian as a matrix",
            answer: Reinforce {
                exact: |logits, losses| jacobian(logits).dot(&losses),
                sampled: |logits, actions, losses, baseline| {
                    let jacobian = jacobian(logits);
                    let p = doubles(logits);
                    let n = actions.len();
                    let mut out = Array2::zeros((n, logits.len()));
                    for (i, &a) in actions.iter().enumerate() {
                        let b = match baseline {
                            Baseline::Fixed(b) => b,
                            Baseline::Others => {
                                let others = (0..n).filter(|&m| m != i).map(|m| losses[m]);
                                others.sum::<f32>() / (n - 1) as f32
                            }
                        };
                        out.row_mut(i).assign(&(&jacobian.row(a) * ((losses[i] - b) / p[a] as f32)));
                    }
                    out
                },
                straight_through: |logits, outputs, target| {
                    let mut order: Vec<usize> = (0..logits.len()).collect();
                    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
                    let output = outputs.row(order[0]).to_owned();
                    let gradient = jacobian(logits).dot(&outputs.dot(&(&output - &target)));
                    (output, gradient)
                },
            },
        },
        Alternative {
            name: "double precision, mean of all and a factor, soft output subtracted",
            answer: Reinforce {
                exact: |logits, losses| {
                    let p = doubles(logits);
                    let mean: f64 = p.iter().zip(losses).map(|(p, &l)| p * f64::from(l)).sum();
                    p.iter().zip(losses).map(|(p, &l)| (p * (f64::from(l) - mean)) as f32).collect()
                },
                sampled: |logits, actions, losses, baseline| {
                    let p = doubles(logits);
                    let n = actions.len() as f64;
                    let mean = losses.iter().map(|&l| f64::from(l)).sum::<f64>() / n;
                    Array2::from_shape_fn((actions.len(), p.len()), |(s, i)| {
                        let loss = f64::from(losses[s]);
                        // loss − (n mean − loss) / (n − 1) = (loss − mean) n / (n − 1)
                        let advantage = match baseline {
                            Baseline::Fixed(b) => loss - f64::from(b),
                            Baseline::Others => (loss - mean) * n / (n - 1.0),
                        };
                        let score = if actions[s] == i { 1.0 - p[i] } else { -p[i] };
                        (advantage * score) as f32
                    })
                },
                straight_through: |logits, outputs, target| {
                    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                    let chosen = logits.iter().position(|&l| l == largest).expect("a largest logit");
                    let output = outputs.row(chosen).to_owned();
                    let slope: Vec<f64> =
                        output.iter().zip(target).map(|(&y, &t)| f64::from(y) - f64::from(t)).collect();
                    let p = doubles(logits);
                    let mut soft = vec![0.0; slope.len()];
                    for (row, p) in outputs.rows().into_iter().zip(&p) {
                        row.iter().zip(&mut soft).for_each(|(&x, s)| *s += p * f64::from(x));
                    }
                    // p_i slope · (outputs_i − soft output)
                    let of = |i: usize| -> f64 {
                        let centred = outputs
                            .row(i)
                            .iter()
                            .zip(&soft)
                            .zip(&slope)
                            .map(|((&x, s), v)| (f64::from(x) - s) * v)
                            .sum::<f64>();
                        p[i] * centred
                    };
                    let gradient = (0..p.len()).map(|i| of(i) as f32).collect();
                    (output, gradient)
                },
            },
        },
    ]
}
