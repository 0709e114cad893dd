//! Right answers to `expert_choice` by another route.

use judge::Alternative;
use ndarray::{Array2, s};

use moe::ExpertChoice;

pub(super) fn alternatives() -> Vec<Alternative<ExpertChoice>> {
    vec![
        Alternative {
            name: "ranks by counting, in double precision, lists in the order of the tokens",
            answer: ExpertChoice {
                choose: |logits, capacity| {
                    let (tokens, experts) = logits.dim();
                    let score = |t: usize, e: usize| {
                        let own = f64::from(logits[[t, e]]);
                        logits.row(t).iter().map(|&x| (f64::from(x) - own).exp()).sum::<f64>().recip()
                    };
                    let taken = |e: usize| {
                        let rank = |t: usize| {
                            let own = score(t, e);
                            let before = |&s: &usize| score(s, e) > own || (score(s, e) == own && s < t);
                            (0..tokens).filter(before).count()
                        };
                        (0..tokens).filter(|&t| rank(t) < capacity).map(|t| (t, score(t, e) as f32)).collect()
                    };
                    (0..experts).map(taken).collect()
                },
                combine: |tokens, chosen, outputs| {
                    let width = outputs.dim().2;
                    Array2::from_shape_fn((tokens, width), |(t, c)| {
                        let mut sum = 0.0;
                        for (e, taken) in chosen.iter().enumerate() {
                            for (place, &(token, weight)) in taken.iter().enumerate() {
                                if token == t {
                                    sum += f64::from(weight) * f64::from(outputs[[e, place, c]]);
                                }
                            }
                        }
                        sum as f32
                    })
                },
            },
        },
        Alternative {
            name: "takes the best that is left, place after place; a product with a matrix of weights",
            answer: ExpertChoice {
                choose: |logits, capacity| {
                    let (tokens, experts) = logits.dim();
                    let log_sum: Vec<f32> = logits
                        .rows()
                        .into_iter()
                        .map(|row| {
                            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                            most + row.iter().map(|x| (x - most).exp()).sum::<f32>().ln()
                        })
                        .collect();
                    (0..experts)
                        .map(|e| {
                            let mut left: Vec<usize> = (0..tokens).collect();
                            let log = |t: usize| logits[[t, e]] - log_sum[t];
                            (0..capacity)
                                .map(|_| {
                                    let best = (0..left.len()).fold(0, |best, i| {
                                        if log(left[i]) > log(left[best]) { i } else { best }
                                    });
                                    let token = left.remove(best);
                                    (token, log(token).exp())
                                })
                                .collect()
                        })
                        .collect()
                },
                combine: |tokens, chosen, outputs| {
                    let mut sums = Array2::zeros((tokens, outputs.dim().2));
                    for (e, taken) in chosen.iter().enumerate() {
                        let mut weights = Array2::zeros((tokens, taken.len()));
                        for (place, &(token, weight)) in taken.iter().enumerate() {
                            weights[[token, place]] = weight;
                        }
                        sums += &weights.dot(&outputs.slice(s![e, .., ..]));
                    }
                    sums
                },
            },
        },
    ]
}
