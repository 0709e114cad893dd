//! Right answers to `dselect_k` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use moe::DSelectK;

/// Bit after bit, the list of weights is doubled.
fn doubled(logits: ArrayView1<'_, f32>, experts: usize, gamma: f32) -> Array1<f32> {
    let mut weights = vec![1.0];
    for &t in logits {
        let x = (t / gamma + 0.5).clamp(0.0, 1.0);
        let step = x * x * (3.0 - 2.0 * x);
        weights = weights.iter().flat_map(|w| [w * (1.0 - step), w * step]).collect();
    }
    weights.truncate(experts);
    Array1::from_vec(weights)
}

fn stacked(selectors: ArrayView2<'_, f32>, experts: usize, gamma: f32) -> Array2<f32> {
    let mut all = Array2::zeros((0, experts));
    for row in selectors.rows() {
        all.push_row(doubled(row, experts, gamma).view()).expect("as many weights as experts");
    }
    all
}

/// The polynomial as it is printed, in double precision.
fn printed(t: f64, gamma: f64) -> f64 {
    if t <= -gamma / 2.0 {
        0.0
    } else if t >= gamma / 2.0 {
        1.0
    } else {
        -2.0 / gamma.powi(3) * t.powi(3) + 3.0 / (2.0 * gamma) * t + 0.5
    }
}

fn by_name(logits: ArrayView1<'_, f32>, experts: usize, gamma: f32) -> Vec<f64> {
    let m = logits.len();
    let weight = |i: usize| {
        let code = format!("{i:0m$b}");
        let factors = code.chars().zip(logits).map(|(bit, &t)| {
            let step = printed(f64::from(t), f64::from(gamma));
            if bit == '1' { step } else { 1.0 - step }
        });
        factors.product()
    };
    (0..experts).map(weight).collect()
}

pub(super) fn alternatives() -> Vec<Alternative<DSelectK>> {
    vec![
        Alternative {
            name: "weights by doubling, the step as x²(3 − 2x), the mixture as a product of matrices",
            answer: DSelectK {
                smooth_step: |t, gamma| {
                    let x = (t / gamma + 0.5).clamp(0.0, 1.0);
                    x * x * (3.0 - 2.0 * x)
                },
                selector: doubled,
                gate: |selectors, mixing, experts, gamma| {
                    let largest = mixing.iter().copied().fold(f32::MIN, f32::max);
                    let shares = mixing.mapv(|w| f32::exp(w - largest));
                    shares.dot(&stacked(selectors, experts, gamma)) / shares.sum()
                },
                penalty: |selectors, experts, gamma| {
                    let all = stacked(selectors, experts, gamma);
                    let entropy = -all.mapv(|r| r * (r + 1e-6).ln()).sum();
                    let whole = experts.next_power_of_two() == experts;
                    (entropy, if whole { 0.0 } else { all.sum_axis(Axis(1)).mapv(f32::recip).sum() })
                },
            },
        },
        Alternative {
            name: "double precision, bits as text, entropy without the small number",
            answer: DSelectK {
                smooth_step: |t, gamma| printed(f64::from(t), f64::from(gamma)) as f32,
                selector: |logits, experts, gamma| {
                    by_name(logits, experts, gamma).into_iter().map(|r| r as f32).collect()
                },
                gate: |selectors, mixing, experts, gamma| {
                    let log_sum = {
                        let largest = mixing.iter().fold(f64::MIN, |a, &b| a.max(f64::from(b)));
                        largest + mixing.iter().map(|&w| (f64::from(w) - largest).exp()).sum::<f64>().ln()
                    };
                    let rows: Vec<Vec<f64>> =
                        selectors.outer_iter().map(|row| by_name(row, experts, gamma)).collect();
                    let weight = |i: usize| -> f64 {
                        let shares = mixing.iter().map(|&w| (f64::from(w) - log_sum).exp());
                        shares.zip(&rows).map(|(share, row)| share * row[i]).sum()
                    };
                    (0..experts).map(|i| weight(i) as f32).collect()
                },
                penalty: |selectors, experts, gamma| {
                    let (mut entropy, mut unreachable) = (0.0, 0.0);
                    for row in selectors.outer_iter() {
                        let weights = by_name(row, experts, gamma);
                        entropy +=
                            weights.iter().filter(|&&r| r > 0.0).map(|r| r * r.recip().ln()).sum::<f64>();
                        if experts & (experts - 1) != 0 {
                            unreachable += weights.iter().sum::<f64>().recip();
                        }
                    }
                    (entropy as f32, unreachable as f32)
                },
            },
        },
    ]
}
