//! Right answers to `merge` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis};

use attention::{Merge, Running};

pub(super) fn alternatives() -> Vec<Alternative<Merge>> {
    vec![
        Alternative {
            name: "loops in double precision over the parts, with a running log-sum-exp",
            answer: |outputs, log_sum_exps| {
                let (parts, n, width) = outputs.dim();
                let mut total = vec![f64::NEG_INFINITY; n];
                let mut output = vec![0.0_f64; n * width];
                for part in 0..parts {
                    for i in 0..n {
                        let next = f64::from(log_sum_exps[[part, i]]);
                        let (high, low) = (total[i].max(next), total[i].min(next));
                        if low == f64::NEG_INFINITY && high == f64::NEG_INFINITY {
                            continue;
                        }
                        let both = high + (low - high).exp().ln_1p();
                        for c in 0..width {
                            let at = i * width + c;
                            output[at] = output[at] * (total[i] - both).exp()
                                + f64::from(outputs[[part, i, c]]) * (next - both).exp();
                        }
                        total[i] = both;
                    }
                }
                let output = output.into_iter().map(|x| x as f32).collect();
                (
                    Array2::from_shape_vec((n, width), output).unwrap(),
                    total.into_iter().map(|x| x as f32).collect(),
                )
            },
        },
        Alternative {
            name: "a softmax over the parts",
            answer: |outputs, log_sum_exps| {
                let weights = attention::solution::softmax::softmax(log_sum_exps.t());
                let mut output = Array2::<f32>::zeros((outputs.dim().1, outputs.dim().2));
                for (part, weights) in outputs.axis_iter(Axis(0)).zip(weights.columns()) {
                    output += &(&part * &weights.insert_axis(Axis(1)));
                }
                let total = log_sum_exps.map_axis(Axis(0), |parts| {
                    let max = parts.iter().copied().fold(f32::MIN, f32::max);
                    max + parts.iter().map(|l| (l - max).exp()).sum::<f32>().ln()
                });
                (output, total)
            },
        },
        Alternative {
            name: "merges states of online softmax, the last part first, output in columns",
            answer: |outputs, log_sum_exps| {
                use attention::solution::online_softmax::{finish, merge, start};
                let (parts, n, width) = outputs.dim();
                let mut output = Array2::zeros((width, n)).reversed_axes();
                let mut total = Array1::zeros(n);
                for i in 0..n {
                    let state = |part: usize| {
                        let max = log_sum_exps[[part, i]];
                        let sum = if max == f32::NEG_INFINITY { 0.0 } else { 1.0 };
                        let output = outputs.index_axis(Axis(0), part).row(i).to_owned();
                        Running { max, sum, output }
                    };
                    let all = (0..parts).rev().fold(start(width), |all, part| merge(&all, &state(part)));
                    let (mean, log_sum_exp) = finish(&all);
                    output.row_mut(i).assign(&mean);
                    total[i] = log_sum_exp;
                }
                (output, total)
            },
        },
    ]
}
