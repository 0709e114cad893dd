//! The cases of `ddim`.

use judge::{Case, Layout, Random};

use super::{Given, Input, Spaced};

/// The bounds of what is promised.
pub(super) const LEAST: f64 = 1e-9;
pub(super) const MOST: f64 = 0.9999;

/// ᾱ of four steps with β = 0.1, 0.2, 0.3, 0.4.
pub(super) const FOUR: [f64; 4] = [0.9, 0.72, 0.504, 0.3024];

fn given(random: &mut Random, size: (usize, usize), [from, to, eta]: [f64; 3]) -> Given {
    let mut matrix = || random.normals(size, 1.2).into();
    Given { x: matrix(), noise: matrix(), fresh: matrix(), from, to, eta }
}

fn plain(random: &mut Random, numbers: [f64; 3]) -> Input {
    Input::Step(given(random, (3, 2), numbers))
}

fn laid(mut given: Given, layouts: [Layout; 3]) -> Input {
    [given.x.layout, given.noise.layout, given.fresh.layout] = layouts;
    Input::Step(given)
}

/// Samples at levels of their own.
fn levelled(mut given: Given) -> Input {
    for matrix in [&mut given.x, &mut given.noise, &mut given.fresh] {
        for (row, mut values) in matrix.values.rows_mut().into_iter().enumerate() {
            values *= [1.0, 200.0, 0.005][row % 3];
        }
    }
    Input::Step(given)
}

fn times(trained: usize, steps: usize, spacing: Spaced) -> Input {
    Input::Times { trained, steps, spacing }
}

/// Two levels in their order, at a distance.
fn levels(random: &mut Random) -> [f64; 2] {
    let from = random.uniform(0.02..0.8);
    [from, random.uniform(from + 0.05..0.99)]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_steps(), of_shapes(), of_times()].into_iter().flatten().collect()
}

fn of_steps() -> Vec<Case<Input>> {
    vec![
        Case { name: "step, no fresh noise", make: |random| plain(random, [FOUR[2], FOUR[1], 0.0]) },
        Case { name: "step, half of it", make: |random| plain(random, [FOUR[2], FOUR[1], 0.5]) },
        Case { name: "step, as much as DDPM", make: |random| plain(random, [FOUR[2], FOUR[1], 1.0]) },
        Case { name: "step, three at once", make: |random| plain(random, [FOUR[3], FOUR[0], 0.7]) },
        Case { name: "step, to data", make: |random| plain(random, [FOUR[0], 1.0, 0.0]) },
        Case {
            name: "step, to data, as much noise as DDPM",
            make: |random| plain(random, [FOUR[1], 1.0, 1.0]),
        },
        Case { name: "step, all the way", make: |random| plain(random, [FOUR[3], 1.0, 0.0]) },
        Case { name: "step, nowhere", make: |random| plain(random, [FOUR[2], FOUR[2], 0.0]) },
        Case { name: "step, nowhere, with noise", make: |random| plain(random, [FOUR[2], FOUR[2], 1.0]) },
        Case { name: "step, towards noise", make: |random| plain(random, [FOUR[1], FOUR[2], 0.0]) },
        Case {
            name: "step, from nearly data to nearly noise",
            make: |random| plain(random, [MOST, LEAST, 0.0]),
        },
        Case { name: "step, from nearly noise to data", make: |random| plain(random, [LEAST, 1.0, 0.0]) },
        Case {
            name: "step, from nearly noise, as much noise as DDPM",
            make: |random| plain(random, [LEAST, 0.45, 1.0]),
        },
        Case {
            name: "step, from nearly noise, another level",
            make: |random| plain(random, [LEAST, 0.85, 1.0]),
        },
        Case { name: "step, the last one", make: |random| plain(random, [MOST, 1.0, 1.0]) },
        Case {
            name: "step, some levels",
            make: |random| {
                let [from, to] = levels(random);
                plain(random, [from, to, 0.0])
            },
        },
        Case {
            name: "step, some levels, some noise",
            make: |random| {
                let ([from, to], eta) = (levels(random), random.uniform(0.2..0.9));
                plain(random, [from, to, eta])
            },
        },
        Case {
            name: "step, some levels, towards noise",
            make: |random| {
                let [from, to] = levels(random);
                plain(random, [to, from, 0.0])
            },
        },
    ]
}

fn of_shapes() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Reversed as R, Strided as S, Transposed as T};
    vec![
        Case {
            name: "step, one sample of one number",
            make: |random| Input::Step(given(random, (1, 1), [FOUR[2], FOUR[1], 0.5])),
        },
        Case {
            name: "step, one sample",
            make: |random| Input::Step(given(random, (1, 5), [FOUR[2], FOUR[0], 0.5])),
        },
        Case {
            name: "step, one number each",
            make: |random| Input::Step(given(random, (6, 1), [FOUR[3], FOUR[1], 1.0])),
        },
        Case {
            name: "step, 300 samples",
            make: |random| Input::Step(given(random, (300, 2), [FOUR[3], FOUR[1], 0.3])),
        },
        Case {
            name: "step, samples of 270",
            make: |random| Input::Step(given(random, (2, 270), [FOUR[3], FOUR[1], 0.0])),
        },
        Case {
            name: "step, samples at different levels",
            make: |random| levelled(given(random, (6, 3), [FOUR[3], FOUR[1], 0.8])),
        },
        Case {
            name: "step, transposed views",
            make: |random| laid(given(random, (4, 3), [FOUR[2], FOUR[1], 0.6]), [T, T, T]),
        },
        Case {
            name: "step, strided views",
            make: |random| laid(given(random, (3, 4), [FOUR[2], FOUR[1], 0.6]), [S, S, S]),
        },
        Case {
            name: "step, x transposed alone",
            make: |random| laid(given(random, (3, 2), [FOUR[2], FOUR[1], 0.6]), [T, C, C]),
        },
        Case {
            name: "step, predicted noise reversed alone",
            make: |random| laid(given(random, (3, 2), [FOUR[2], FOUR[1], 0.6]), [C, R, C]),
        },
        Case {
            name: "step, fresh noise transposed alone",
            make: |random| laid(given(random, (3, 2), [FOUR[2], FOUR[1], 0.6]), [C, C, T]),
        },
    ]
}

fn of_times() -> Vec<Case<Input>> {
    use Spaced::{Leading, Linspace, Trailing};
    vec![
        Case { name: "times, 5 of 10, leading", make: |_| times(10, 5, Leading) },
        Case { name: "times, 5 of 10, trailing", make: |_| times(10, 5, Trailing) },
        Case { name: "times, 4 of 10, linspace", make: |_| times(10, 4, Linspace) },
        Case { name: "times, 50 of 1000, leading", make: |_| times(1000, 50, Leading) },
        Case { name: "times, 50 of 1000, trailing", make: |_| times(1000, 50, Trailing) },
        Case { name: "times, 50 of 1000, linspace", make: |_| times(1000, 50, Linspace) },
        Case { name: "times, 30 of 1000, leading", make: |_| times(1000, 30, Leading) },
        Case { name: "times, 30 of 1000, trailing", make: |_| times(1000, 30, Trailing) },
        Case { name: "times, 7 of 10, leading", make: |_| times(10, 7, Leading) },
        Case { name: "times, 7 of 10, trailing", make: |_| times(10, 7, Trailing) },
        Case { name: "times, 8 of 20, trailing: halves", make: |_| times(20, 8, Trailing) },
        Case { name: "times, 16 of 1000, trailing: halves", make: |_| times(1000, 16, Trailing) },
        Case { name: "times, 3 of 10, linspace: a half", make: |_| times(10, 3, Linspace) },
        Case { name: "times, 3 of 70,003, leading", make: |_| times(70_003, 3, Leading) },
        Case { name: "times, 5 of 103, linspace: halves and quarters", make: |_| times(103, 5, Linspace) },
        Case { name: "times, one of 1000, leading", make: |_| times(1000, 1, Leading) },
        Case { name: "times, one of 1000, trailing", make: |_| times(1000, 1, Trailing) },
        Case { name: "times, one of 1000, linspace", make: |_| times(1000, 1, Linspace) },
        Case { name: "times, two of 1000, linspace", make: |_| times(1000, 2, Linspace) },
        Case { name: "times, all 12, leading", make: |_| times(12, 12, Leading) },
        Case { name: "times, all 300, trailing", make: |_| times(300, 300, Trailing) },
        Case { name: "times, all 12, linspace", make: |_| times(12, 12, Linspace) },
        Case { name: "times, one of one, leading", make: |_| times(1, 1, Leading) },
        Case { name: "times, one of one, trailing", make: |_| times(1, 1, Trailing) },
        Case { name: "times, one of one, linspace", make: |_| times(1, 1, Linspace) },
    ]
}

/// Whether no fraction is a half, or all of them are computed without rounding: other ways to compute them may round otherwise.
fn clear(trained: usize, steps: usize, spacing: Spaced) -> bool {
    let (all, parts) = match spacing {
        Spaced::Leading => return true,
        Spaced::Trailing => (trained, steps),
        Spaced::Linspace => (trained - 1, (steps - 1).max(1)),
    };
    parts.is_power_of_two() || (0..parts).all(|i| (2 * i * all) % parts != 0 || (i * all) % parts == 0)
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.5) {
        loop {
            let trained = if random.chance(0.4) { 1000 } else { random.whole(1..=400) };
            let steps = random.whole(1..=trained.min(80));
            let spacing = [Spaced::Leading, Spaced::Trailing, Spaced::Linspace][random.whole(0..=2)];
            if clear(trained, steps, spacing) {
                return times(trained, steps, spacing);
            }
        }
    }
    let [from, to] = levels(random);
    let numbers = match random.whole(0..=3) {
        0 => [to, from, 0.0],
        1 => [from, 1.0, random.uniform(0.0..1.0)],
        2 => [from, to, 0.0],
        _ => [from, to, random.uniform(0.05..1.0)],
    };
    let size = (random.whole(1..=6), random.whole(1..=5));
    let layouts = std::array::from_fn(|_| Layout::any(random));
    laid(given(random, size, numbers), layouts)
}
