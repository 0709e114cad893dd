//! Right answers to `noisy_top_k` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis, ShapeBuilder};

use moe::NoisyTopK;

pub(super) fn alternatives() -> Vec<Alternative<NoisyTopK>> {
    vec![
        Alternative {
            name: "softmax over all experts first, then the k largest divided by their sum",
            answer: |clean, scale_raw, noise, k| {
                let softplus = |x: f32| if x > 20.0 { x } else { x.exp().ln_1p() };
                let mut gates = &clean + &(&noise * &scale_raw.mapv(softplus));
                for mut row in gates.rows_mut() {
                    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                    let mut order: Vec<usize> = (0..row.len()).collect();
                    order.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap().then(a.cmp(&b)));
                    row.mapv_inplace(|h| (h - largest).exp());
                    let sum = row.sum();
                    row /= sum;
                    for &dropped in &order[k..] {
                        row[dropped] = 0.0;
                    }
                    let kept = row.sum();
                    row /= kept;
                }
                gates
            },
        },
        Alternative {
            name: "the largest taken out k times, in double precision, column-major result",
            answer: |clean, scale_raw, noise, k| {
                let (tokens, experts) = clean.dim();
                let mut gates = Array2::zeros((tokens, experts).f());
                for t in 0..tokens {
                    let mut left: Vec<f64> = (0..experts)
                        .map(|e| {
                            let raw = f64::from(scale_raw[[t, e]]);
                            let scale = if raw > 30.0 { raw } else { (1.0 + raw.exp()).ln() };
                            f64::from(clean[[t, e]]) + f64::from(noise[[t, e]]) * scale
                        })
                        .collect();
                    let mut chosen = Vec::new();
                    for _ in 0..k {
                        let mut best = 0;
                        for e in 1..experts {
                            if left[e] > left[best] {
                                best = e;
                            }
                        }
                        chosen.push((best, left[best]));
                        left[best] = f64::NEG_INFINITY;
                    }
                    let sum: f64 = chosen.iter().map(|(_, h)| (h - chosen[0].1).exp()).sum();
                    for (e, h) in &chosen {
                        gates[[t, *e]] = ((h - chosen[0].1).exp() / sum) as f32;
                    }
                }
                gates
            },
        },
        Alternative {
            name: "−∞ for all that k others come before, then a softmax over the whole row",
            answer: |clean, scale_raw, noise, k| {
                let softplus = |x: f32| x.max(0.0) + (1.0 + (-x.abs()).exp()).ln();
                let noisy = noise.to_owned() * scale_raw.mapv(softplus) + clean;
                let mut masked = Array2::from_shape_fn(noisy.dim(), |(t, e)| {
                    let own = noisy[[t, e]];
                    let before = noisy
                        .row(t)
                        .into_iter()
                        .enumerate()
                        .filter(|&(j, &h)| h > own || (h == own && j < e));
                    if before.count() < k { own } else { f32::NEG_INFINITY }
                });
                let largest = masked.map_axis(Axis(1), |row| row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)));
                masked -= &largest.insert_axis(Axis(1));
                masked.mapv_inplace(f32::exp);
                let sums = masked.sum_axis(Axis(1)).insert_axis(Axis(1));
                masked / sums
            },
        },
    ]
}
