//! Right answers to `deepseek` by another route.

use judge::Alternative;
use ndarray::{Array1, Axis};

use moe::{DeepSeek, Groups};

pub(super) fn alternatives() -> Vec<Alternative<DeepSeek>> {
    vec![
        Alternative {
            name: "double precision, repeated searches for the largest, crossed out as they are found",
            answer: DeepSeek {
                route: |logits, bias, config| {
                    let Groups { groups, kept, k, scale } = *config;
                    let scores: Vec<f64> =
                        logits.iter().map(|&logit| 1.0 / (1.0 + (-f64::from(logit)).exp())).collect();
                    let mut biased: Vec<f64> =
                        scores.iter().zip(bias).map(|(score, &bias)| score + f64::from(bias)).collect();
                    let take_largest = |values: &mut [f64]| {
                        let mut best = 0;
                        for i in 1..values.len() {
                            if values[i] > values[best] {
                                best = i;
                            }
                        }
                        values[best] = f64::NEG_INFINITY;
                        best
                    };
                    let size = scores.len() / groups;
                    let mut group_scores: Vec<f64> = biased
                        .chunks(size)
                        .map(|group| {
                            let mut group = group.to_vec();
                            let first = group[take_largest(&mut group.clone())];
                            take_largest(&mut group);
                            first + group.iter().copied().fold(f64::NEG_INFINITY, f64::max)
                        })
                        .collect();
                    let mut open = vec![false; groups];
                    for _ in 0..kept {
                        open[take_largest(&mut group_scores)] = true;
                    }
                    for (expert, value) in biased.iter_mut().enumerate() {
                        if !open[expert / size] {
                            *value = f64::NEG_INFINITY;
                        }
                    }
                    let chosen: Vec<usize> = (0..k).map(|_| take_largest(&mut biased)).collect();
                    let sum: f64 = chosen.iter().map(|&expert| scores[expert]).sum();
                    let weight = |&expert: &usize| (f64::from(scale) * scores[expert] / sum) as f32;
                    chosen.iter().map(|expert| (*expert, weight(expert))).collect()
                },
                combine: |routed, outputs, shared| {
                    let channel = |c: usize| {
                        let terms = routed.iter().map(|&(e, w)| f64::from(w) * f64::from(outputs[[e, c]]));
                        (f64::from(shared[c]) + terms.sum::<f64>()) as f32
                    };
                    (0..shared.len()).map(channel).collect()
                },
            },
        },
        Alternative {
            name: "a mask of −10⁹ and a sort of pairs, from the last expert to the first",
            answer: DeepSeek {
                route: |logits, bias, config| {
                    let scores = logits.mapv(|logit| logit.exp() / (1.0 + logit.exp()));
                    let size = scores.len() / config.groups;
                    let biased: Vec<f32> = (&scores + &bias).to_vec();
                    let mut groups: Vec<(f32, usize)> = biased
                        .chunks_exact(size)
                        .enumerate()
                        .map(|(index, group)| {
                            let (mut first, mut second) = (f32::MIN, f32::MIN);
                            for &value in group {
                                if value > first {
                                    (first, second) = (value, first);
                                } else {
                                    second = second.max(value);
                                }
                            }
                            (first + second, index)
                        })
                        .collect();
                    groups.sort_by(|a, b| b.partial_cmp(a).unwrap().then(b.1.cmp(&a.1)));
                    // Of equal scores the pair with the larger index came first: sort by the score alone once more.
                    groups.sort_by_key(|&(_, index)| index);
                    groups.sort_by(|a, b| b.0.total_cmp(&a.0));
                    let mut candidates: Vec<(f32, usize)> =
                        biased.iter().enumerate().map(|(e, &value)| (value, e)).collect();
                    for &(_, closed) in &groups[config.kept..] {
                        for candidate in &mut candidates[closed * size..(closed + 1) * size] {
                            candidate.0 = -1e9;
                        }
                    }
                    candidates.reverse();
                    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                    let chosen = &candidates[..config.k];
                    let sum = chosen.iter().rev().map(|&(_, e)| scores[e]).sum::<f32>() + 1e-20;
                    chosen.iter().rev().map(|&(_, e)| (e, scores[e] / sum * config.scale)).collect()
                },
                combine: |routed, outputs, shared| {
                    let rows: Vec<usize> = routed.iter().map(|&(expert, _)| expert).collect();
                    let weights: Array1<f32> = routed.iter().map(|&(_, weight)| weight).collect();
                    weights.dot(&outputs.select(Axis(0), &rows)) + shared
                },
            },
        },
        Alternative {
            name: "by counting what comes before; a dense row of weights whose zeros are skipped",
            answer: DeepSeek {
                route: |logits, bias, config| {
                    let experts = logits.len();
                    let size = experts / config.groups;
                    let score = |e: usize| 1.0 / ((-logits[e]).exp() + 1.0);
                    let biased: Vec<f32> = (0..experts).map(|e| score(e) + bias[e]).collect();
                    // The largest sum of two different members.
                    let group = |g: usize| {
                        let members = g * size..(g + 1) * size;
                        let pairs = members.clone().flat_map(|a| (a + 1..members.end).map(move |b| (a, b)));
                        pairs.map(|(a, b)| biased[a] + biased[b]).fold(f32::NEG_INFINITY, f32::max)
                    };
                    let groups: Vec<f32> = (0..config.groups).map(group).collect();
                    let comes_before =
                        |a: (f32, usize), b: (f32, usize)| a.0 > b.0 || a.0 == b.0 && a.1 < b.1;
                    let is_open = |g: usize| {
                        let before =
                            (0..config.groups).filter(|&o| comes_before((groups[o], o), (groups[g], g)));
                        before.count() < config.kept
                    };
                    let open: Vec<usize> = (0..experts).filter(|&e| is_open(e / size)).collect();
                    let is_chosen = |&e: &usize| {
                        let before = open.iter().filter(|&&o| comes_before((biased[o], o), (biased[e], e)));
                        before.count() < config.k
                    };
                    let chosen: Vec<usize> = open.iter().copied().filter(is_chosen).collect();
                    let sum = chosen.iter().map(|&e| score(e)).sum::<f32>();
                    chosen.into_iter().map(|e| (e, score(e) * (config.scale / sum))).collect()
                },
                combine: |routed, outputs, shared| {
                    let mut dense = Array1::<f32>::zeros(outputs.nrows());
                    for &(expert, weight) in routed {
                        dense[expert] = weight;
                    }
                    let mut sum = Array1::<f32>::zeros(shared.len());
                    for (expert, &weight) in dense.iter().enumerate().filter(|&(_, &weight)| weight != 0.0) {
                        sum = sum + outputs.row(expert).mapv(|x| x * weight);
                    }
                    sum + shared
                },
            },
        },
    ]
}
