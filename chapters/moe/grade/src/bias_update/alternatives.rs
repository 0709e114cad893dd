//! Right answers to `bias_update` by another route.

use judge::Alternative;
use ndarray::{Array1, Axis};

use moe::BiasUpdate;

pub(super) fn alternatives() -> Vec<Alternative<BiasUpdate>> {
    vec![
        Alternative {
            name: "the mean in double precision; shares as a matrix",
            answer: BiasUpdate {
                update: |bias, counts, rate| {
                    let mean = counts.iter().map(|&count| count as f64).sum::<f64>() / counts.len() as f64;
                    let mut updated = bias.to_owned();
                    for (bias, &count) in updated.iter_mut().zip(counts) {
                        if (count as f64) < mean {
                            *bias += rate;
                        } else if count as f64 > mean {
                            *bias -= rate;
                        }
                    }
                    updated
                },
                sequence_loss: |logits, k| {
                    let scores = logits.mapv(|logit| 1.0 / (1.0 + (-f64::from(logit)).exp()));
                    let sums = scores.sum_axis(Axis(1)).insert_axis(Axis(1));
                    let mean = (&scores / &sums).mean_axis(Axis(0)).expect("at least one token");
                    let (tokens, experts) = scores.dim();
                    let fraction = |e: usize| {
                        let chooses = |t: &usize| {
                            let row = scores.row(*t);
                            row.iter().filter(|&&other| other > row[e]).count() < k
                        };
                        (0..tokens).filter(chooses).count() as f64 / (k * tokens) as f64
                    };
                    (0..experts).map(|e| experts as f64 * fraction(e) * mean[e]).sum::<f64>() as f32
                },
            },
        },
        Alternative {
            name: "signed integers and their signum; a threshold per token",
            answer: BiasUpdate {
                update: |bias, counts, rate| {
                    let experts = counts.len() as i64;
                    let total: i64 = counts.iter().map(|&count| count as i64).sum();
                    let step = |e: usize| rate * (total - experts * counts[e] as i64).signum() as f32;
                    Array1::from_shape_fn(counts.len(), |e| bias[e] + step(e))
                },
                sequence_loss: |logits, k| {
                    let (tokens, experts) = logits.dim();
                    // f is a count and P a mean, so each token's share can be added up where it is chosen elsewhere.
                    let mut counts = vec![0_usize; experts];
                    for row in logits.rows() {
                        let mut sorted = row.to_vec();
                        sorted.sort_unstable_by(|a, b| b.partial_cmp(a).unwrap());
                        let threshold = sorted[k - 1];
                        for (e, &logit) in row.iter().enumerate() {
                            counts[e] += usize::from(logit >= threshold);
                        }
                    }
                    let mut loss = 0.0;
                    for row in logits.rows() {
                        let scores: Vec<f32> = row.iter().map(|x| 0.5 * (1.0 + (0.5 * x).tanh())).collect();
                        let sum: f32 = scores.iter().sum();
                        let weighted: f32 = scores.iter().zip(&counts).map(|(s, &c)| s * c as f32).sum();
                        loss += weighted / sum;
                    }
                    loss * experts as f32 / (k * tokens * tokens) as f32
                },
            },
        },
        Alternative {
            name: "differences from the mean in 128 bits; experts outside",
            answer: BiasUpdate {
                update: |bias, counts, rate| {
                    let total: i128 = counts.iter().map(|&count| count as i128).sum();
                    bias.iter()
                        .zip(counts)
                        .map(|(&bias, &count)| match total - count as i128 * counts.len() as i128 {
                            0 => bias,
                            missing if missing > 0 => bias + rate,
                            _ => bias - rate,
                        })
                        .collect()
                },
                sequence_loss: |logits, k| {
                    let (tokens, experts) = logits.dim();
                    let sigmoid = |x: f32| x.exp() / (x.exp() + 1.0);
                    (0..experts)
                        .map(|e| {
                            let (mut chosen, mut share) = (0.0, 0.0);
                            for t in 0..tokens {
                                let row = logits.row(t);
                                let larger = row.iter().filter(|&&other| other > row[e]).count();
                                chosen += f32::from(u8::from(larger < k));
                                share += sigmoid(row[e]) / row.iter().map(|&x| sigmoid(x)).sum::<f32>();
                            }
                            (chosen / tokens as f32) * (experts as f32 / k as f32) * (share / tokens as f32)
                        })
                        .sum()
                },
            },
        },
    ]
}
