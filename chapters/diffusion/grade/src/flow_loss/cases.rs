//! The cases of `flow_loss`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::{Input, Rows};
use crate::nets::Net;

/// How far a schedule is shifted, as the stub says.
pub(super) const SHIFTS: [f64; 2] = [0.1, 10.0];

/// Data or x, noise or v, and levels from 0 to 1.
fn rows(random: &mut Random, [n, d]: [usize; 2]) -> Rows {
    Rows {
        one: random.normals((n, d), 0.7).into(),
        two: random.normals((n, d), 1.0).into(),
        sigmas: Array1::from_shape_simple_fn(n, || random.uniform(0.05..0.95) as f32).into(),
    }
}

fn loss(random: &mut Random, sizes: [usize; 2], curved: bool) -> Input {
    let rows = rows(random, sizes);
    Input::Loss { net: Net::new(random, sizes[1], curved), rows }
}

fn data(random: &mut Random, sizes: [usize; 2]) -> Input {
    Input::Data(rows(random, sizes))
}

fn step(random: &mut Random, sizes: [usize; 2], [sigma, next]: [f64; 2]) -> Input {
    let Rows { one, two, .. } = rows(random, sizes);
    Input::Step { x: one, v: two, sigma: sigma as f32, next: next as f32 }
}

/// Down or up, by no less than a tenth.
fn any_step(random: &mut Random, sizes: [usize; 2], down: bool) -> Input {
    let (low, high) = (random.uniform(0.05..0.4), random.uniform(0.5..0.95));
    step(random, sizes, if down { [high, low] } else { [low, high] })
}

fn rows_of(input: &mut Input) -> Option<&mut Rows> {
    match input {
        Input::Loss { rows, .. } | Input::Data(rows) => Some(rows),
        _ => None,
    }
}

fn laid(mut input: Input, [first, second, third]: [Layout; 3]) -> Input {
    if let Some(rows) = rows_of(&mut input) {
        (rows.one.layout, rows.two.layout, rows.sigmas.layout) = (first, second, third);
    }
    if let Input::Step { x, v, .. } = &mut input {
        (x.layout, v.layout) = (first, second);
    }
    input
}

/// Both ends are among the levels.
fn at_both_ends(mut input: Input) -> Input {
    if let Some(rows) = rows_of(&mut input) {
        let last = rows.sigmas.values.len() - 1;
        rows.sigmas.values[0] = 0.0;
        rows.sigmas.values[last] = 1.0;
    }
    input
}

/// Rows at levels of loudness of their own.
fn loud_and_quiet(mut input: Input) -> Input {
    if let Some(rows) = rows_of(&mut input) {
        for matrix in [&mut rows.one, &mut rows.two] {
            for ((r, c), x) in matrix.values.indexed_iter_mut() {
                *x *= [1.0, 40.0, 0.05][(r + c) % 3];
            }
        }
    }
    input
}

fn shift(random: &mut Random, s: f64) -> Input {
    let mut sigmas = vec![0.3, 0.0, 1.0, 0.001];
    sigmas.extend((0..4).map(|_| random.uniform(0.02..0.98) as f32));
    Input::Shift { sigmas, s: s as f32 }
}

/// A shift that is not 1, and neither near it nor one that a rule of thumb maps to itself.
fn any_shift(random: &mut Random) -> f64 {
    if random.chance(0.7) { random.uniform(1.6..6.0) } else { random.uniform(0.15..0.6) }
}

fn density(random: &mut Random, m: f64, s: f64) -> Input {
    let mut times = vec![0.1, 0.5, 0.9];
    times.extend((0..4).map(|_| random.uniform(0.05..0.95)));
    Input::Density { times, m, s }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "loss, a linear network", make: |random| loss(random, [4, 3], false) },
        Case { name: "loss, a curved network", make: |random| loss(random, [5, 2], true) },
        Case { name: "loss, one row", make: |random| loss(random, [1, 4], true) },
        Case { name: "loss, one channel", make: |random| loss(random, [6, 1], false) },
        Case { name: "loss, one number", make: |random| loss(random, [1, 1], false) },
        Case { name: "loss, as many rows as channels", make: |random| loss(random, [4, 4], true) },
        Case { name: "loss, 300 rows", make: |random| loss(random, [300, 2], true) },
        Case { name: "loss, 270 channels", make: |random| loss(random, [2, 270], false) },
        Case {
            name: "loss, levels 0 and 1 among others",
            make: |random| at_both_ends(loss(random, [5, 3], false)),
        },
        Case {
            name: "loss, loud and quiet numbers",
            make: |random| loud_and_quiet(loss(random, [7, 4], false)),
        },
        Case {
            name: "loss, data transposed",
            make: |random| laid(loss(random, [5, 3], false), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "loss, noise transposed, levels reversed in memory",
            make: |random| laid(loss(random, [4, 3], true), [Contiguous, Transposed, Reversed]),
        },
        Case {
            name: "loss, strided views",
            make: |random| laid(loss(random, [4, 5], false), [Strided, Strided, Strided]),
        },
        Case {
            name: "loss, transposed views",
            make: |random| laid(loss(random, [6, 5], true), [Transposed, Transposed, Transposed]),
        },
        Case { name: "data, four rows", make: |random| data(random, [4, 3]) },
        Case { name: "data, one number", make: |random| data(random, [1, 1]) },
        Case { name: "data, 300 rows", make: |random| data(random, [300, 2]) },
        Case { name: "data, 270 channels", make: |random| data(random, [3, 270]) },
        Case { name: "data, levels 0 and 1 among others", make: |random| at_both_ends(data(random, [6, 2])) },
        Case {
            name: "data, x transposed",
            make: |random| laid(data(random, [5, 3]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "data, v transposed, levels strided",
            make: |random| laid(data(random, [3, 4]), [Contiguous, Transposed, Strided]),
        },
        Case {
            name: "data, strided views, levels reversed in memory",
            make: |random| laid(data(random, [3, 5]), [Strided, Strided, Reversed]),
        },
        Case { name: "data, transposed views", make: |random| laid(data(random, [4, 3]), [Transposed; 3]) },
        Case { name: "step, down", make: |random| any_step(random, [4, 3], true) },
        Case { name: "step, up", make: |random| any_step(random, [3, 4], false) },
        Case { name: "step, from 1 to 0", make: |random| step(random, [3, 2], [1.0, 0.0]) },
        Case {
            name: "step, to 0",
            make: |random| {
                let from = random.uniform(0.2..0.7);
                step(random, [2, 5], [from, 0.0])
            },
        },
        Case {
            name: "step, from 0 up",
            make: |random| {
                let to = random.uniform(0.2..0.7);
                step(random, [2, 3], [0.0, to])
            },
        },
        Case {
            name: "step, no way at all",
            make: |random| {
                let at = random.uniform(0.2..0.7);
                step(random, [2, 3], [at, at])
            },
        },
        Case { name: "step, one number", make: |random| any_step(random, [1, 1], true) },
        Case { name: "step, 300 rows", make: |random| any_step(random, [300, 2], true) },
        Case { name: "step, 270 channels", make: |random| any_step(random, [2, 270], false) },
        Case {
            name: "step, x transposed",
            make: |random| laid(any_step(random, [4, 3], true), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "step, v transposed",
            make: |random| laid(any_step(random, [3, 5], true), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "step, strided views",
            make: |random| laid(any_step(random, [3, 2], true), [Strided, Strided, Contiguous]),
        },
        Case { name: "shift by 3", make: |random| shift(random, 3.0) },
        Case {
            name: "shift by some other number",
            make: |random| {
                let s = any_shift(random);
                shift(random, s)
            },
        },
        Case { name: "shift by 1", make: |random| shift(random, 1.0) },
        Case { name: "shift by 0.1", make: |random| shift(random, SHIFTS[0]) },
        Case { name: "shift by 10", make: |random| shift(random, SHIFTS[1]) },
        Case { name: "levels, four steps", make: |_| Input::Levels { steps: 4, s: 3.0 } },
        Case { name: "levels, one step", make: |_| Input::Levels { steps: 1, s: 3.0 } },
        Case { name: "levels, two steps", make: |_| Input::Levels { steps: 2, s: 2.5 } },
        Case { name: "levels, 300 steps", make: |_| Input::Levels { steps: 300, s: 1.7 } },
        Case { name: "levels, shifted by 1", make: |_| Input::Levels { steps: 5, s: 1.0 } },
        Case { name: "levels, shifted by 0.1", make: |_| Input::Levels { steps: 7, s: SHIFTS[0] as f32 } },
        Case { name: "levels, shifted by 10", make: |_| Input::Levels { steps: 6, s: SHIFTS[1] as f32 } },
        Case { name: "density, mean 0, deviation 1", make: |random| density(random, 0.0, 1.0) },
        Case {
            name: "density, a mean and a deviation",
            make: |random| {
                let (m, s) = (random.uniform(0.3..1.0), random.uniform(0.5..0.8));
                density(random, m, s)
            },
        },
        Case { name: "density, mean −2, deviation 2", make: |random| density(random, -2.0, 2.0) },
        Case { name: "density, mean 2, deviation 0.25", make: |random| density(random, 2.0, 0.25) },
        Case {
            name: "density, far out",
            make: |_| Input::Density { times: vec![0.1, 0.2], m: 2.0, s: 0.25 },
        },
        Case {
            name: "density near both ends",
            make: |random| {
                let m = random.uniform(-0.5..0.5);
                Input::Density { times: vec![0.001, 0.999], m, s: 2.0 }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes: [usize; 2] = random.distinct(2..=9);
    let layouts = [(); 3].map(|()| Layout::any(random));
    match random.whole(0..=6) {
        0..=2 => {
            let curved = random.chance(0.5);
            laid(loss(random, sizes, curved), layouts)
        }
        3 => laid(data(random, sizes), layouts),
        4 => {
            let down = random.chance(0.7);
            laid(any_step(random, sizes, down), layouts)
        }
        5 => Input::Levels { steps: sizes[0], s: any_shift(random) as f32 },
        _ => {
            let (m, s) = (random.uniform(-1.0..1.0), random.uniform(0.4..1.5));
            density(random, m, s)
        }
    }
}
