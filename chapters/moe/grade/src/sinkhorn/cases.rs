//! The cases of `sinkhorn`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, Axis, array};

use super::{Asked, Input};

/// How far the largest entry of a row is ahead of the second at least, in logarithms.
pub(super) fn gap(logs: &Array2<f64>) -> f64 {
    let gap = |row: ndarray::ArrayView1<'_, f64>| {
        let mut sorted = row.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        if sorted.len() < 2 { f64::INFINITY } else { sorted[0] - sorted[1] }
    };
    logs.rows().into_iter().map(gap).fold(f64::INFINITY, f64::min)
}

/// The logarithm of the plan, up to a factor for each row, in double precision.
pub(super) fn planned(logits: &Array2<f64>, iterations: usize) -> Array2<f64> {
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
    until(random, asked, iterations, |gap| gap > 0.02, make)
}

/// Makes logits until the closest choice is as it should be.
fn until(
    random: &mut Random,
    asked: Asked,
    iterations: usize,
    fine: impl Fn(f64) -> bool,
    make: impl Fn(&mut Random) -> Array2<f32>,
) -> Input {
    loop {
        let logits = make(random);
        let double = logits.mapv(f64::from);
        let fine = match asked {
            Asked::Plan => true,
            Asked::Choose | Asked::Route { training: true } => fine(gap(&planned(&double, iterations))),
            Asked::Route { training: false } => fine(gap(&double)),
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

/// Rows that end at 1000 and at −1000 in turn, and are 20 wide: all that is promised.
fn ends(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = random.normals(shape, 2.0).mapv(|x| x.clamp(-8.0, 8.0));
    for (t, mut row) in logits.rows_mut().into_iter().enumerate() {
        let level = if t % 2 == 0 { 990.0 } else { -990.0 };
        row += level;
        let [highest, lowest] = random.distinct(0..=shape.1 - 1);
        (row[highest], row[lowest]) = (level + 10.0, level - 10.0);
    }
    logits
}

/// The second largest logit of each row a hundredth below the largest, at several levels.
fn near_ties(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = normal(random, shape, 1.0, 0.5);
    for (t, mut row) in logits.rows_mut().into_iter().enumerate() {
        row += [0.0, 950.0, -950.0, 80.0][t % 4];
        let [first, second] = random.distinct(0..=shape.1 - 1);
        let most = row.fold(f32::NEG_INFINITY, |most, &x| most.max(x));
        (row[first], row[second]) = (most + 1.0, most + 1.0 - 0.0105);
    }
    logits
}

/// One expert that nobody likes.
fn disliked(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut logits = normal(random, shape, 0.5, 0.2).mapv(|x| x.clamp(-1.0, 1.0));
    logits.column_mut(1).mapv_inplace(|x| x - 16.0);
    logits
}

/// One expert as far below the others as is promised: small numbers added to sums, or sums held from below, show.
fn hated(random: &mut Random, shape: (usize, usize), iterations: usize) -> Input {
    let mut logits = disliked(random, shape).mapv(|x| x.clamp(-20.0, 0.0));
    logits.column_mut(0).fill(0.0);
    logits.column_mut(1).fill(-20.0);
    Input { asked: Asked::Plan, logits: logits.into(), iterations }
}

/// Two tokens for each expert, whom others like nearly as much, or hardly at all: what converges as one over the iterations.
fn slow(random: &mut Random, iterations: usize) -> Input {
    let logits = Array2::from_shape_fn((6, 3), |(t, e)| {
        let level = [0.0, -1.0, -16.0][if e == t / 2 { 0 } else { 1 + usize::from(e < t / 2) }];
        level + 0.1 * random.normal().clamp(-2.0, 2.0) as f32
    });
    Input { asked: Asked::Plan, logits: logits.into(), iterations }
}

/// Two tokens and 300 experts. The second token's choice stands behind place 256, if this is enough for it.
fn wide(random: &mut Random, enough: f32) -> Array2<f32> {
    let mut logits = normal(random, (2, 300), 1.0, 1.0);
    (logits[[0, 290]], logits[[1, 290]]) = (-4.5, enough);
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
            // Slow to converge: who stops when hardly anything changes any more is still far from the end.
            name: "plan, sharp logits, twenty iterations",
            make: |random| Input {
                asked: Asked::Plan,
                logits: normal(random, (13, 4), 4.0, 1.5).into(),
                iterations: 20,
            },
        },
        Case { name: "plan, sharp logits, 300 iterations", make: |random| slow(random, 300) },
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
        Case { name: "plan, an expert that nobody likes at all", make: |random| hated(random, (7, 3), 3) },
        // What is scaled in place recovers in a second iteration from what a small number has done to it in the first.
        Case {
            name: "plan, an expert that nobody likes at all, one iteration",
            make: |random| hated(random, (5, 4), 1),
        },
        Case {
            name: "plan, rows from 980 to 1000 and from -1000 to -980",
            make: |random| Input { asked: Asked::Plan, logits: ends(random, (6, 4)).into(), iterations: 3 },
        },
        Case { name: "plan, 300 experts", make: |random| usual(random, Asked::Plan, (2, 300), 2) },
        Case { name: "plan, 300 tokens", make: |random| usual(random, Asked::Plan, (300, 2), 2) },
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
            name: "choose, nearly ties",
            make: |random| {
                until(
                    random,
                    Asked::Choose,
                    4,
                    |gap| gap > 0.0105 && gap < 0.03,
                    |random| normal(random, (10, 3), 1.0, 1.0),
                )
            },
        },
        Case {
            name: "choose, 300 experts",
            make: |random| until_decided(random, Asked::Choose, 2, |random| wide(random, 4.5)),
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
            name: "route after training, 300 experts",
            make: |random| until_decided(random, AFTER, 2, |random| wide(random, 8.5)),
        },
        Case {
            name: "route after training, nearly ties",
            make: |random| Input { asked: AFTER, logits: near_ties(random, (12, 4)).into(), iterations: 3 },
        },
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
