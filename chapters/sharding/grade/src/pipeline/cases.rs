//! The cases of `pipeline`.

use judge::{Case, Random};
use ndarray::Array2;

use super::Input;
use super::reference::order;

type Orders = Vec<Vec<i64>>;

fn one_one(stages: usize, micros: usize) -> Orders {
    (0..stages).map(|stage| order(stage, stages, micros)).collect()
}

/// All forwards, then all backwards; in the order of micro-batches, or the other way round.
fn all_forward(stages: usize, micros: usize, reversed: bool) -> Orders {
    let back = |i: i64| if reversed { i - 1 - micros as i64 } else { -i };
    vec![(1..=micros as i64).chain((1..=micros as i64).map(back)).collect(); stages]
}

/// One micro-batch at a time.
fn one_by_one(stages: usize, micros: usize) -> Orders {
    vec![(1..=micros as i64).flat_map(|i| [i, -i]).collect(); stages]
}

/// Any orders that can be carried out: someone who can do something does it.
fn any(random: &mut Random, stages: usize, micros: usize) -> Orders {
    let mut orders: Orders = vec![Vec::new(); stages];
    while orders.iter().any(|order| order.len() < 2 * micros) {
        let stage = random.whole(0..=stages - 1);
        let done = |stage: usize, number: i64| orders[stage].contains(&number);
        let can = |&number: &i64| {
            let waits = if number > 0 {
                stage > 0 && !done(stage - 1, number)
            } else {
                !done(stage, -number) || (stage + 1 < stages && !done(stage + 1, number))
            };
            !done(stage, number) && !waits
        };
        let m = micros as i64;
        let can: Vec<i64> = (1..=m).chain(-m..=-1).filter(can).collect();
        if !can.is_empty() {
            let chosen = can[random.whole(0..=can.len() - 1)];
            orders[stage].push(chosen);
        }
    }
    orders
}

fn bubble(orders: Orders, forward: f64, backward: f64) -> Input {
    Input::Bubble { orders, forward, backward }
}

/// Micro-batches of so many rows.
fn run(random: &mut Random, ranks: usize, d: usize, rows: &[usize]) -> Input {
    let mut matrix = |rows: usize, columns: usize, size: f64| -> Array2<f64> {
        random.normals((rows, columns), size).mapv(f64::from)
    };
    let weights = (0..ranks).map(|_| matrix(d, d, 1.2 / (d as f64).sqrt())).collect();
    let inputs = rows.iter().map(|&n| matrix(n, d, 1.0)).collect();
    let targets = rows.iter().map(|&n| matrix(n, d, 1.0)).collect();
    Input::Run { weights, inputs, targets }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "order of three stages", make: |_| Input::Order { stages: 3, micros: 5 } },
        Case { name: "order of four stages", make: |_| Input::Order { stages: 4, micros: 8 } },
        Case { name: "order of one stage", make: |_| Input::Order { stages: 1, micros: 3 } },
        Case {
            name: "order of fewer micro-batches than stages",
            make: |_| Input::Order { stages: 5, micros: 2 },
        },
        Case { name: "order of one micro-batch", make: |_| Input::Order { stages: 4, micros: 1 } },
        Case { name: "order of one each", make: |_| Input::Order { stages: 1, micros: 1 } },
        Case { name: "order of as many as stages", make: |_| Input::Order { stages: 4, micros: 4 } },
        Case { name: "order of one fewer than stages", make: |_| Input::Order { stages: 4, micros: 3 } },
        Case { name: "order of 300 micro-batches", make: |_| Input::Order { stages: 6, micros: 300 } },
        Case { name: "bubble of 1F1B", make: |_| bubble(one_one(4, 8), 1.0, 1.0) },
        Case { name: "bubble with backward twice as long", make: |_| bubble(one_one(3, 4), 1.0, 2.0) },
        Case { name: "bubble with forward longer", make: |_| bubble(any_three(), 3.0, 0.5) },
        Case { name: "bubble of all forwards first", make: |_| bubble(all_forward(4, 5, false), 1.0, 2.0) },
        Case { name: "bubble of backwards in reverse", make: |_| bubble(all_forward(3, 6, true), 1.0, 2.0) },
        Case { name: "bubble of one by one", make: |_| bubble(one_by_one(3, 4), 1.0, 2.5) },
        Case { name: "bubble of one stage", make: |_| bubble(one_by_one(1, 4), 1.0, 2.0) },
        // All of it takes less than a unit of time.
        Case { name: "bubble of one micro-batch", make: |_| bubble(one_one(5, 1), 0.02, 0.06) },
        Case {
            // Stage 0 waits for the backward that stage 1 does last: how long it waits depends on what a backward takes.
            name: "bubble of backwards that cross",
            make: |_| bubble(vec![vec![1, 2, -2, -1], vec![1, 2, -1, -2]], 1.0, 3.0),
        },
        Case {
            name: "bubble of any order",
            make: |random| {
                let orders = any(random, 4, 6);
                bubble(orders, 1.0, random.uniform(1.2..3.0))
            },
        },
        Case { name: "run on two ranks", make: |random| run(random, 2, 2, &[2, 2, 2]) },
        Case { name: "run on one rank", make: |random| run(random, 1, 3, &[2, 3]) },
        Case { name: "run on three ranks", make: |random| run(random, 3, 3, &[2, 1, 4, 2, 3]) },
        Case { name: "run on four ranks", make: |random| run(random, 4, 2, &[2, 2, 1, 2, 3, 1, 2]) },
        Case { name: "run of fewer micro-batches than ranks", make: |random| run(random, 5, 2, &[3, 1]) },
        Case { name: "run of one micro-batch", make: |random| run(random, 3, 2, &[4]) },
        Case { name: "run on six ranks", make: |random| run(random, 6, 2, &[1, 2, 1, 1, 2, 1, 1, 1]) },
        Case { name: "order of 258 stages", make: |_| Input::Order { stages: 258, micros: 3 } },
        Case {
            name: "order of ten stages, twelve micro-batches",
            make: |_| Input::Order { stages: 10, micros: 12 },
        },
        Case { name: "bubble of 40 micro-batches", make: |_| bubble(one_one(3, 40), 1.0, 2.0) },
        Case { name: "bubble of nine stages", make: |_| bubble(one_one(9, 10), 1.0, 2.0) },
        Case {
            name: "bubble in tenths of a microsecond",
            make: |_| bubble(vec![vec![1, 2, -2, -1], vec![1, 2, -1, -2]], 4e-7, 9e-7),
        },
        Case { name: "run on six ranks, twelve channels", make: |random| run(random, 6, 12, &[20, 1, 7]) },
        Case { name: "run of 24 micro-batches", make: |random| run(random, 3, 2, &[1; 24]) },
        Case {
            name: "run of inputs that saturate",
            make: |random| {
                let mut input = run(random, 2, 2, &[2, 2, 2]);
                if let Input::Run { inputs, .. } = &mut input {
                    let row = 3000.0 * &inputs[0].row(0);
                    inputs[0].row_mut(0).assign(&row);
                    inputs[0].row_mut(1).assign(&-row);
                }
                input
            },
        },
        Case {
            name: "run of large targets",
            make: |random| {
                let mut input = run(random, 2, 2, &[2, 2, 2]);
                if let Input::Run { targets, .. } = &mut input {
                    targets.iter_mut().for_each(|t| *t *= 50.0);
                }
                input
            },
        },
    ]
}

/// 1F1B with one forward more at the start: stage 0 does not end as the formula has it.
fn any_three() -> Orders {
    let more = |stage: usize| order(stage, 5, 5);
    (0..3).map(more).collect()
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (stages, micros) = (random.whole(2..=5), random.whole(1..=7));
    match random.whole(0..=3) {
        0 => Input::Order { stages, micros },
        1 => {
            let orders = any(random, stages, micros);
            bubble(orders, random.uniform(0.5..2.0), random.uniform(0.5..4.0))
        }
        _ => {
            let rows: Vec<usize> = (0..micros).map(|_| random.whole(1..=4)).collect();
            let d = random.whole(1..=4);
            run(random, stages, d, &rows)
        }
    }
}
