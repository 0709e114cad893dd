//! Right answers to `gshard` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use moe::{Gshard, Routed};

pub(super) fn alternatives() -> Vec<Alternative<Gshard>> {
    vec![
        Alternative {
            name: "as mesh_tensorflow: masks, cumulative sums, and second positions from the kept first ones",
            answer: |logits, capacity| {
                let (tokens, experts) = logits.dim();
                let largest =
                    logits.fold_axis(Axis(1), f32::NEG_INFINITY, |&a, &b| a.max(b)).insert_axis(Axis(1));
                let mut p = (&logits - &largest).exp();
                p /= &p.sum_axis(Axis(1)).insert_axis(Axis(1));
                let top = |p: &Array2<f32>, token: usize| {
                    (1..experts).fold(0, |best, e| if p[[token, e]] > p[[token, best]] { e } else { best })
                };
                let first: Vec<usize> = (0..tokens).map(|token| top(&p, token)).collect();
                let mut without = p.clone();
                first.iter().enumerate().for_each(|(token, &e)| without[[token, e]] = -1.0);
                let second: Vec<usize> = (0..tokens).map(|token| top(&without, token)).collect();
                let mut taken = vec![0; experts];
                let mut places = |experts: &[usize]| -> Vec<usize> {
                    let start = taken.clone();
                    let mut seen = start;
                    let mut places = Vec::new();
                    for &e in experts {
                        places.push(seen[e]);
                        seen[e] += 1;
                        // Only kept ones push the second choices back; with the expert full it makes no difference.
                        if seen[e] <= capacity {
                            taken[e] = seen[e];
                        }
                    }
                    places
                };
                let (firsts, seconds) = (places(&first), places(&second));
                let slot = |place: usize| if place < capacity { Some(place) } else { None };
                (0..tokens)
                    .map(|t| {
                        let (a, b) = (p[[t, first[t]]], p[[t, second[t]]]);
                        let sum = a + b + 1e-9;
                        [
                            Routed { expert: first[t], gate: a / sum, slot: slot(firsts[t]) },
                            Routed { expert: second[t], gate: b / sum, slot: slot(seconds[t]) },
                        ]
                    })
                    .collect()
            },
        },
        Alternative {
            name: "a sigmoid of the difference, in double precision; queues that are cut to length",
            answer: |logits, capacity| {
                let mut queues: Vec<Vec<(usize, usize)>> = vec![Vec::new(); logits.ncols()];
                let mut routed: Vec<[Routed; 2]> = logits
                    .rows()
                    .into_iter()
                    .map(|row| {
                        let mut order: Vec<usize> = (0..row.len()).collect();
                        order.sort_unstable_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap().then(a.cmp(&b)));
                        let [a, b] = [order[0], order[1]];
                        let difference = f64::from(row[a]) - f64::from(row[b]);
                        let gate = 1.0 / (1.0 + (-difference).exp());
                        let routed = |expert, gate: f64| Routed { expert, gate: gate as f32, slot: None };
                        [routed(a, gate), routed(b, 1.0 - gate)]
                    })
                    .collect();
                for choice in [0, 1] {
                    for (token, choices) in routed.iter().enumerate() {
                        queues[choices[choice].expert].push((token, choice));
                    }
                }
                for queue in queues {
                    for (slot, (token, choice)) in queue.into_iter().enumerate().take(capacity) {
                        routed[token][choice].slot = Some(slot);
                    }
                }
                routed
            },
        },
        Alternative {
            name: "every place counted anew from the choices before it",
            answer: |logits, capacity| {
                let (tokens, experts) = logits.dim();
                let two: Vec<[usize; 2]> = logits
                    .outer_iter()
                    .map(|row| {
                        let mut two = [0, 1];
                        if row[1] > row[0] {
                            two = [1, 0];
                        }
                        for e in 2..experts {
                            if row[e] > row[two[0]] {
                                two = [e, two[0]];
                            } else if row[e] > row[two[1]] {
                                two[1] = e;
                            }
                        }
                        two
                    })
                    .collect();
                let choices: Vec<usize> = (0..2).flat_map(|c| two.iter().map(move |pair| pair[c])).collect();
                let place = |token: usize, choice: usize| {
                    let at = choice * tokens + token;
                    let expert = choices[at];
                    let before = choices[..at].iter().filter(|&&e| e == expert).count();
                    let own = logits[[token, expert]];
                    let sum: f32 = two[token].iter().map(|&e| (logits[[token, e]] - own).exp()).sum();
                    Routed { expert, gate: 1.0 / sum, slot: (before < capacity).then_some(before) }
                };
                (0..tokens).map(|token| [place(token, 0), place(token, 1)]).collect()
            },
        },
    ]
}
