//! Right answers to `overlap` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, concatenate, s};

use compression::Overlap;

pub(super) fn alternatives() -> Vec<Alternative<Overlap>> {
    vec![
        Alternative {
            name: "m rows in front whose scores are −∞",
            answer: |values, gates, bias| {
                let ((n, channels), block) = (values.dim(), bias.nrows() / 2);
                let values = concatenate![Axis(0), Array2::zeros((block, channels)), values];
                let gates =
                    concatenate![Axis(0), Array2::from_elem((block, channels), f32::NEG_INFINITY), gates];
                let mut out = Array2::zeros((n / block, channels));
                for (i, mut row) in out.rows_mut().into_iter().enumerate() {
                    let window = s![i * block..(i + 2) * block, ..];
                    let scores = &gates.slice(window) + &bias;
                    let most = scores.fold_axis(Axis(0), f32::MIN, |most, &score| most.max(score));
                    let mut weights = (scores - most).mapv(f32::exp);
                    weights /= &weights.sum_axis(Axis(0));
                    row.assign(&(weights * values.slice(window)).sum_axis(Axis(0)));
                }
                out
            },
        },
        Alternative {
            name: "both blocks by themselves, merged by their log-sum-exps, in double precision",
            answer: |values, gates, bias| {
                let ((n, channels), block) = (values.dim(), bias.nrows() / 2);
                // Of a block with a half of the biases: the mean and the logarithm of the sum, in each channel.
                let of = |i: usize, half: usize| {
                    let column = |c: usize| {
                        let score = |r: usize| {
                            f64::from(gates[[i * block + r, c]]) + f64::from(bias[[half * block + r, c]])
                        };
                        let most = (0..block).map(score).fold(f64::NEG_INFINITY, f64::max);
                        let weight = |r: usize| (score(r) - most).exp();
                        let sum: f64 = (0..block).map(weight).sum();
                        let mean: f64 =
                            (0..block).map(|r| weight(r) / sum * f64::from(values[[i * block + r, c]])).sum();
                        (mean, most + sum.ln())
                    };
                    (0..channels).map(column).collect::<Vec<_>>()
                };
                let mut out = Array2::zeros((n / block, channels));
                for i in 0..n / block {
                    let own = of(i, 1);
                    let before = (i > 0).then(|| of(i - 1, 0));
                    let merged: Array1<f32> = (0..channels)
                        .map(|c| {
                            let Some(before) = &before else { return own[c].0 as f32 };
                            let share = 1.0 / (1.0 + (before[c].1 - own[c].1).exp());
                            (share * own[c].0 + (1.0 - share) * before[c].0) as f32
                        })
                        .collect();
                    out.row_mut(i).assign(&merged);
                }
                out
            },
        },
        Alternative {
            name: "from the last entry to the first, a token after the other, with a running maximum",
            answer: |values, gates, bias| {
                let ((n, channels), block) = (values.dim(), bias.nrows() / 2);
                let mut out = Array2::zeros((n / block, channels));
                for i in (0..n / block).rev() {
                    for c in 0..channels {
                        let (mut most, mut sum, mut weighted) = (f32::NEG_INFINITY, 0.0_f32, 0.0_f32);
                        for place in (0..2 * block).rev() {
                            let Some(token) = (i * block + place).checked_sub(block) else { continue };
                            let score = gates[[token, c]] + bias[[place, c]];
                            let new = most.max(score);
                            let (old, weight) = ((most - new).exp(), (score - new).exp());
                            sum = sum * old + weight;
                            weighted = weighted * old + weight * values[[token, c]];
                            most = new;
                        }
                        out[[i, c]] = weighted / sum;
                    }
                }
                out
            },
        },
    ]
}
