//! Right answers to `switch` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use moe::{Routed, Switch};

pub(super) fn alternatives() -> Vec<Alternative<Switch>> {
    vec![
        Alternative {
            name: "one-hot rows and a cumulative sum; the factor read from its decimal digits",
            answer: Switch {
                capacity: |tokens, experts, factor| {
                    // Displayed, a float has the fewest digits that mean it: 1.1 again.
                    let decimal: f64 = format!("{factor}").parse().expect("a number");
                    let hundredths = (decimal * 100.0).round() as usize;
                    let whole = tokens * hundredths / (experts * 100);
                    if (tokens * hundredths).is_multiple_of(experts * 100) { whole } else { whole + 1 }
                },
                route: |logits, capacity| {
                    let (tokens, experts) = logits.dim();
                    let mut probabilities = logits.to_owned();
                    for mut row in probabilities.rows_mut() {
                        let largest = row.iter().copied().fold(f32::NAN, f32::max);
                        row.mapv_inplace(|x| (x - largest).exp());
                        let sum = row.sum();
                        row /= sum;
                    }
                    let mut one_hot = Array2::<i64>::zeros((tokens, experts));
                    for (token, row) in logits.rows().into_iter().enumerate() {
                        // Backwards, because max_by takes the last of equals.
                        let best = (0..experts).rev().max_by(|&a, &b| row[a].partial_cmp(&row[b]).unwrap());
                        one_hot[[token, best.expect("an expert")]] = 1;
                    }
                    let mut position = one_hot.clone();
                    position.accumulate_axis_inplace(Axis(0), |&before, now| *now += before);
                    let position = &position * &one_hot - 1;
                    (0..tokens)
                        .map(|token| {
                            let expert = (0..experts).find(|&e| one_hot[[token, e]] == 1).expect("a choice");
                            let slot = position.row(token).fold(-1, |a, &b| a.max(b)) as usize;
                            Routed {
                                expert,
                                gate: probabilities[[token, expert]],
                                slot: if slot < capacity { Some(slot) } else { None },
                            }
                        })
                        .collect()
                },
            },
        },
        Alternative {
            name: "a queue for each expert, cut to length; double precision, less a little before rounding up",
            answer: Switch {
                capacity: |tokens, experts, factor| {
                    (tokens as f64 * f64::from(factor) / experts as f64 - 1e-3).ceil() as usize
                },
                route: |logits, capacity| {
                    let mut queues: Vec<Vec<usize>> = vec![Vec::new(); logits.ncols()];
                    let mut routed = Vec::new();
                    for (token, row) in logits.outer_iter().enumerate() {
                        let row: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
                        let mut expert = 0;
                        for (e, x) in row.iter().enumerate() {
                            if *x > row[expert] {
                                expert = e;
                            }
                        }
                        let mut sum = 0.0;
                        for x in &row {
                            sum += (x - row[expert]).exp();
                        }
                        queues[expert].push(token);
                        routed.push(Routed { expert, gate: (-f64::ln(sum)).exp() as f32, slot: None });
                    }
                    for queue in &mut queues {
                        queue.truncate(capacity);
                        for (slot, &token) in queue.iter().enumerate() {
                            routed[token].slot = Some(slot);
                        }
                    }
                    routed
                },
            },
        },
        Alternative {
            name: "in twentieths of single precision; counts the earlier tokens for each token anew",
            answer: Switch {
                capacity: |tokens, experts, factor| {
                    let quotient = tokens as f32 / experts as f32 * factor;
                    let nearest = quotient.round();
                    (if (quotient - nearest).abs() < 1e-3 { nearest } else { quotient.ceil() }) as usize
                },
                route: |logits, capacity| {
                    let best = |token: usize| {
                        let row = logits.row(token);
                        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                        row.iter().position(|&x| x == largest).expect("the largest is there")
                    };
                    let experts: Vec<usize> = (0..logits.nrows()).map(best).collect();
                    let routed = |(token, &expert): (usize, &usize)| {
                        let before = experts[..token].iter().filter(|&&e| e == expert).count();
                        let own = logits[[token, expert]];
                        let others = logits.row(token).mapv(|x| (x - own).exp()).sum();
                        Routed {
                            expert,
                            gate: others.recip(),
                            slot: Some(before).filter(|&before| before < capacity),
                        }
                    };
                    experts.iter().enumerate().map(routed).collect()
                },
            },
        },
    ]
}
