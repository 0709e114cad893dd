//! The cases of `expert_choice`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, Axis};

use super::Input;

/// Whether in every column the scores of tokens that are not equal are as far apart as the stub says.
pub(super) fn apart(logits: &Array2<f32>) -> bool {
    let scores = logits.mapv(f64::from);
    let scores = Array2::from_shape_fn(scores.dim(), |(t, e)| {
        scores.row(t).iter().map(|&x| (x - scores[[t, e]]).exp()).sum::<f64>().recip()
    });
    (0..logits.nrows()).all(|a| {
        (0..a).all(|b| {
            logits.row(a) == logits.row(b)
                || scores
                    .row(a)
                    .iter()
                    .zip(scores.row(b))
                    .all(|(&x, &y)| (x - y).abs() > 1e-3 * x.max(y) && (x - y).abs() > 1e-5)
        })
    })
}

fn choose(random: &mut Random, capacity: usize, make: impl Fn(&mut Random) -> Array2<f32>) -> Input {
    loop {
        let logits = make(random);
        if logits.ncols() == 1 || apart(&logits) {
            return Input::Choose { logits: logits.into(), capacity };
        }
    }
}

/// Normal logits, and a popularity for each expert.
fn normal(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = random.normals(shape, 1.2);
    for mut column in logits.columns_mut() {
        column += random.normal().clamp(-1.5, 1.5) as f32;
    }
    logits
}

/// Tokens whose scores for either of two experts are a few thousandths apart, in random order.
fn spread(random: &mut Random, tokens: usize) -> Array2<f32> {
    let mut places: Vec<usize> = (0..tokens).collect();
    random.shuffle(&mut places);
    let logits = |t: usize| {
        let share = (places[t] as f64 + 0.5) / tokens as f64 * 0.9 + 0.05;
        let level = random.normal();
        [(level + share.ln()) as f32, (level + (1.0 - share).ln()) as f32]
    };
    let logits: Vec<f32> = (0..tokens).flat_map(logits).collect();
    Array2::from_shape_vec((tokens, 2), logits).expect("two experts")
}

/// A choice among `tokens` at random, and outputs: experts, capacity, width.
fn combine(random: &mut Random, tokens: usize, [experts, capacity, width]: [usize; 3]) -> Input {
    let chosen = (0..experts)
        .map(|_| {
            let mut order: Vec<usize> = (0..tokens).collect();
            random.shuffle(&mut order);
            order.truncate(capacity);
            order.into_iter().map(|token| (token, random.uniform(0.1..0.9) as f32)).collect()
        })
        .collect();
    Input::Combine { tokens, chosen, outputs: random.normals((experts, capacity, width), 1.0).into() }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Choose { logits, .. } => logits.layout = layout,
        Input::Combine { outputs, .. } => outputs.layout = layout,
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "choose, eight tokens, three experts",
            make: |random| choose(random, 3, |random| normal(random, (8, 3))),
        },
        Case {
            name: "choose, more experts than tokens",
            make: |random| choose(random, 2, |random| normal(random, (5, 7))),
        },
        Case { name: "choose, one place", make: |random| choose(random, 1, |random| normal(random, (9, 4))) },
        Case {
            name: "choose, room for all",
            make: |random| choose(random, 6, |random| normal(random, (6, 4))),
        },
        Case { name: "choose, one token", make: |random| choose(random, 1, |random| normal(random, (1, 3))) },
        Case {
            name: "choose, all sizes equal",
            make: |random| choose(random, 4, |random| normal(random, (4, 4))),
        },
        Case {
            name: "choose, one expert takes the first tokens",
            make: |random| choose(random, 3, |random| normal(random, (7, 1))),
        },
        Case {
            name: "choose, equal tokens",
            make: |random| {
                choose(random, 4, |random| {
                    let kinds = normal(random, (2, 3));
                    kinds.select(Axis(0), &[0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0])
                })
            },
        },
        Case {
            name: "choose, many tokens of three kinds",
            make: |random| {
                // The last place falls among the tokens of the second kind, whatever kind that is: a sort that is not stable shows,
                // and so does a choice that lets these in before larger ones.
                choose(random, 26, |random| {
                    let kinds: Vec<usize> = (0..53).map(|t| (t * t + t / 4) % 3).collect();
                    normal(random, (3, 2)).select(Axis(0), &kinds)
                })
            },
        },
        Case {
            name: "choose, equal tokens before and behind better ones",
            make: |random| {
                choose(random, 4, |random| {
                    normal(random, (3, 3)).select(Axis(0), &[0, 1, 2, 2, 1, 0, 1, 2, 0])
                })
            },
        },
        Case {
            name: "choose, logits up to ±1000",
            make: |random| {
                choose(random, 3, |random| {
                    let mut logits = normal(random, (7, 3));
                    for (t, mut row) in logits.rows_mut().into_iter().enumerate() {
                        // The largest of a row is 1000, or the smallest −1000; one token lies between.
                        let (end, level) =
                            [(f32::max as fn(f32, f32) -> f32, 1000.0), (f32::min, -1000.0)][t % 2];
                        let edge = row.iter().copied().reduce(end).expect("three experts");
                        row.mapv_inplace(|x| x - edge + if t == 4 { 300.0 } else { level });
                    }
                    logits
                })
            },
        },
        Case {
            name: "choose, 270 experts",
            make: |random| {
                choose(random, 2, |random| {
                    let popular: Vec<f64> = (0..270).map(|_| random.uniform(-0.8..0.8)).collect();
                    // Each token's scores are a tenth above or below the other ones, or more.
                    let mut places = [-0.6, 0.0, 0.6];
                    let mut logits = Array2::zeros((3, 270));
                    for (mut column, popular) in logits.columns_mut().into_iter().zip(popular) {
                        random.shuffle(&mut places);
                        for (logit, place) in column.iter_mut().zip(places) {
                            *logit = (popular + place + random.uniform(-0.1..0.1)) as f32;
                        }
                    }
                    logits
                })
            },
        },
        Case { name: "choose, 300 tokens", make: |random| choose(random, 7, |random| spread(random, 300)) },
        Case {
            name: "choose, 260 of 300 tokens",
            make: |random| choose(random, 260, |random| spread(random, 300)),
        },
        Case {
            name: "choose, a token whose logits are 2000 apart",
            make: |random| {
                choose(random, 4, |random| {
                    let mut logits = normal(random, (4, 3));
                    logits.row_mut(2).assign(&ndarray::arr1(&[-1000.0, 1000.0, 0.0]));
                    logits
                })
            },
        },
        Case {
            name: "choose, transposed view",
            make: |random| laid(choose(random, 5, |random| normal(random, (12, 5))), Layout::Transposed),
        },
        Case {
            name: "choose, strided view",
            make: |random| laid(choose(random, 4, |random| normal(random, (10, 3))), Layout::Strided),
        },
        Case { name: "combine", make: |random| combine(random, 7, [3, 4, 2]) },
        Case { name: "combine, few places", make: |random| combine(random, 11, [4, 2, 3]) },
        Case { name: "combine, all sizes equal", make: |random| combine(random, 4, [4, 4, 4]) },
        Case { name: "combine, one expert", make: |random| combine(random, 5, [1, 3, 2]) },
        Case { name: "combine, 270 experts", make: |random| combine(random, 4, [270, 2, 1]) },
        Case { name: "combine, outputs of 140 numbers", make: |random| combine(random, 3, [2, 2, 140]) },
        Case {
            name: "combine, weights from 0 to 1",
            make: |random| {
                let mut input = combine(random, 6, [3, 4, 2]);
                if let Input::Combine { chosen, .. } = &mut input {
                    let weights = [0.0, 1.0, 0.004, 1e-4, 0.3, 0.999];
                    for (taken, pair) in chosen.iter_mut().flatten().enumerate() {
                        pair.1 = weights[taken % 6];
                    }
                }
                input
            },
        },
        Case {
            name: "combine, strided view",
            make: |random| laid(combine(random, 6, [3, 4, 2]), Layout::Strided),
        },
        Case { name: "combine, one token", make: |random| combine(random, 1, [3, 1, 4]) },
        Case {
            name: "combine, 300 tokens, outputs of one number",
            make: |random| combine(random, 300, [2, 260, 1]),
        },
        Case {
            name: "combine, transposed view",
            make: |random| laid(combine(random, 8, [3, 5, 2]), Layout::Transposed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [tokens, experts, width] = random.distinct(2..=9);
    let capacity = random.whole(1..=tokens);
    let layout = Layout::any(random);
    let input = if random.chance(0.65) {
        choose(random, capacity, |random| normal(random, (tokens, experts)))
    } else {
        combine(random, tokens, [experts, capacity, width])
    };
    laid(input, layout)
}
