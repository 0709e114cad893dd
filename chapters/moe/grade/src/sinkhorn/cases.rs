//! The cases of `sinkhorn`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, Axis, array};

use super::{Asked, Input};

/// Whether the largest entry of each row is ahead of the second by more than 0.02, in logarithms.
fn decided(logs: &Array2<f64>) -> bool {
    logs.rows().into_iter().all(|row| {
        let mut sorted = row.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted.len() < 2 || sorted[0] - sorted[1] > 0.02
    })
}

/// The logarithm of the plan, up to a factor for each row, in double precision.
fn planned(logits: &Array2<f64>, iterations: usize) -> Array2<f64> {
    let mut logs = logits.clone();
    let lse = |lane: ndarray::ArrayView1<'_, f64>| {
        let largest = lane.fold(f64::NEG_INFINITY, |most, &x| most.max(x));
        largest + lane.mapv(|x| (x - largest).exp()).sum().ln()
    };
    for _ in 0..iterations {
        for axis in [Axis(1), Axis(0)] {
            let sums = logs.map_axis(axis, lse).insert_axis(axis);
            logs -= &sums;
        }
    }
    logs
}

/// Makes logits until no choice is close.
fn until_decided(
    random: &mut Random,
    asked: Asked,
    iterations: usize,
    make: impl Fn(&mut Random) -> Array2<f32>,
) -> Input {
    loop {
        let logits = make(random);
        let double = logits.mapv(f64::from);
        let fine = match asked {
            Asked::Plan => true,
            Asked::Choose | Asked::Route { training: true } => decided(&planned(&double, iterations)),
            Asked::Route { training: false } => decided(&double),
        };
        if fine {
            return Input { asked, logits: logits.into(), iterations };
        }
    }
}

/// Normal logits, none farther than 19 from the others of its row, and a popularity for each expert.
fn normal(random: &mut Random, shape: (usize, usize), deviation: f64, popularity: f64) -> Array2<f32> {
    let mut logits = random.normals(shape, deviation).mapv(|x| x.clamp(-6.0, 6.0));
    for mut column in logits.columns_mut() {
        column += (popularity * random.normal().clamp(-2.0, 2.0)) as f32;
    }
    logits
}

/// A case whose logits are normal.
fn usual(random: &mut Random, asked: Asked, shape: (usize, usize), iterations: usize) -> Input {
    until_decided(random, asked, iterations, |random| normal(random, shape, 1.0, 1.0))
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.logits.layout = layout;
    input
}

/// Rows near 1000 and near −1000 in turn.
fn far(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = normal(random, shape, 1.5, 1.0);
    for (t, mut row) in logits.rows_mut().into_iter().enumerate() {
        row += if t % 2 == 0 { 985.0 } else { -985.0 };
    }
    logits
}

/// One expert that nobody likes.
fn disliked(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = normal(random, shape, 0.5, 0.2).mapv(|x| x.clamp(-1.0, 1.0));
    logits.column_mut(1).mapv_inplace(|x| x - 16.0);
    logits
}

const TRAINING: Asked = Asked::Route { training: true };
const AFTER: Asked = Asked::Route { training: false };

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "plan, four tokens for two experts",
            make: |_| Input {
                asked: Asked::Plan,
                logits: array![[1.0, 0.0], [2.0, 0.0], [0.5, 0.4], [0.1, 0.3]].into(),
                iterations: 30,
            },
        },
        Case { name: "plan, one iteration", make: |random| usual(random, Asked::Plan, (7, 3), 1) },
        Case { name: "plan, two iterations", make: |random| usual(random, Asked::Plan, (9, 4), 2) },
        Case { name: "plan, three iterations", make: |random| usual(random, Asked::Plan, (5, 7), 3) },
        Case { name: "plan, many iterations", make: |random| usual(random, Asked::Plan, (11, 4), 50) },
        Case { name: "plan, all sizes equal", make: |random| usual(random, Asked::Plan, (5, 5), 5) },
        Case { name: "plan, one token", make: |random| usual(random, Asked::Plan, (1, 4), 3) },
        Case { name: "plan, one expert", make: |random| usual(random, Asked::Plan, (6, 1), 2) },
        Case {
            name: "plan, sharp logits",
            make: |random| Input {
                asked: Asked::Plan,
                logits: normal(random, (12, 3), 4.0, 1.5).into(),
                iterations: 4,
            },
        },
        Case {
            name: "plan, rows near ±1000",
            make: |random| Input { asked: Asked::Plan, logits: far(random, (8, 3)).into(), iterations: 3 },
        },
        Case {
            name: "plan, rows near 1000",
            make: |random| {
                let logits = normal(random, (7, 4), 1.0, 1.0) + 985.0;
                Input { asked: Asked::Plan, logits: logits.into(), iterations: 2 }
            },
        },
        Case {
            name: "plan, an expert that nobody likes",
            make: |random| Input {
                asked: Asked::Plan,
                logits: disliked(random, (6, 3)).into(),
                iterations: 2,
            },
        },
        Case {
            name: "plan, transposed view",
            make: |random| laid(usual(random, Asked::Plan, (6, 4), 2), Layout::Transposed),
        },
        Case { name: "choose", make: |random| usual(random, Asked::Choose, (12, 3), 10) },
        Case { name: "choose, two iterations", make: |random| usual(random, Asked::Choose, (20, 5), 2) },
        Case {
            name: "choose, soft logits",
            make: |random| {
                until_decided(random, Asked::Choose, 20, |random| normal(random, (16, 4), 0.6, 0.6))
            },
        },
        Case {
            name: "choose, rows near ±1000",
            make: |random| until_decided(random, Asked::Choose, 3, |random| far(random, (10, 4))),
        },
        Case {
            name: "choose, strided view",
            make: |random| laid(usual(random, Asked::Choose, (9, 4), 5), Layout::Strided),
        },
        Case { name: "route in training", make: |random| usual(random, TRAINING, (14, 3), 8) },
        Case { name: "route in training, more experts", make: |random| usual(random, TRAINING, (18, 6), 4) },
        Case {
            name: "route in training, rows near ±1000",
            make: |random| until_decided(random, TRAINING, 3, |random| far(random, (9, 4))),
        },
        Case { name: "route after training", make: |random| usual(random, AFTER, (14, 3), 8) },
        Case {
            name: "route after training, transposed view",
            make: |random| laid(usual(random, AFTER, (10, 4), 3), Layout::Transposed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [tokens, experts] = random.distinct(2..=9);
    let asked = [Asked::Plan, Asked::Plan, Asked::Choose, TRAINING, AFTER][random.whole(0..=4)];
    let layout = Layout::any(random);
    let iterations = random.whole(1..=12);
    laid(usual(random, asked, (tokens, experts), iterations), layout)
}
