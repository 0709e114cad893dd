//! The cases of `convert`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::Input;

/// How the levels of a row hang together.
#[derive(Clone, Copy)]
enum Levels {
    /// α² + σ² = 1
    Circle,
    /// α + σ = 1
    Straight,
    /// Neither.
    Any,
}

const NOISE: usize = 0;
const DATA: usize = 1;
const V: usize = 2;
const SCORE: usize = 3;
const VELOCITY: usize = 4;

fn levels(random: &mut Random, rows: usize, kind: Levels) -> [Array1<f32>; 2] {
    let [mut alphas, mut sigmas] = [(); 2].map(|()| Array1::zeros(rows));
    for (one, other) in alphas.iter_mut().zip(&mut sigmas) {
        let [alpha, sigma] = match kind {
            Levels::Circle => {
                let angle = random.uniform(0.25..1.3);
                [angle.cos(), angle.sin()]
            }
            Levels::Straight => {
                let sigma = random.uniform(0.15..0.85);
                [1.0 - sigma, sigma]
            }
            Levels::Any => [random.uniform(0.15..0.95), random.uniform(0.15..0.95)],
        };
        *one = alpha as f32;
        *other = sigma as f32;
    }
    [alphas, sigmas]
}

fn made(random: &mut Random, [from, to]: [usize; 2], [n, d]: [usize; 2], kind: Levels) -> Input {
    let [alpha, sigma] = levels(random, n, kind);
    Input {
        from,
        to,
        value: random.normals((n, d), 1.0).into(),
        x: random.normals((n, d), 1.0).into(),
        alpha: alpha.into(),
        sigma: sigma.into(),
    }
}

/// The same with levels that are given.
fn at(random: &mut Random, forms: [usize; 2], given: &[[f32; 2]]) -> Input {
    let mut input = made(random, forms, [given.len(), 3], Levels::Any);
    input.alpha.values = given.iter().map(|levels| levels[0]).collect();
    input.sigma.values = given.iter().map(|levels| levels[1]).collect();
    input
}

/// No data, no noise, and something between.
const ENDS: [[f32; 2]; 4] = [[0.0, 1.0], [0.6, 0.8], [1.0, 0.0], [0.0, 0.3]];

/// As far apart as levels may be.
const EXTREMES: [[f32; 2]; 4] = [[0.05, 1.0], [1.0, 0.05], [1.0, 1.0], [0.05, 0.1]];

/// Little of both.
const LEAST: [[f32; 2]; 3] = [[0.05, 0.05], [0.07, 0.05], [0.05, 0.09]];

fn laid(mut input: Input, [value, x, alpha, sigma]: [Layout; 4]) -> Input {
    input.value.layout = value;
    input.x.layout = x;
    input.alpha.layout = alpha;
    input.sigma.layout = sigma;
    input
}

/// Rows that are loud and rows that are faint.
fn mixed(random: &mut Random, forms: [usize; 2], scales: [f32; 3]) -> Input {
    let mut input = made(random, forms, [5, 4], Levels::Any);
    for matrix in [&mut input.value, &mut input.x] {
        for (row, mut numbers) in matrix.values.rows_mut().into_iter().enumerate() {
            numbers *= scales[row % 3];
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [plain(), edges(), views()].into_iter().flatten().collect()
}

/// A case for a pair of forms.
macro_rules! pair {
    ($name:literal, $from:ident, $to:ident, $kind:ident) => {
        Case { name: $name, make: |random| made(random, [$from, $to], [3, 2], Levels::$kind) }
    };
}

fn plain() -> Vec<Case<Input>> {
    vec![
        pair!("noise to data", NOISE, DATA, Circle),
        pair!("data to noise", DATA, NOISE, Circle),
        pair!("noise to v", NOISE, V, Circle),
        pair!("v to data", V, DATA, Circle),
        pair!("v to noise", V, NOISE, Circle),
        pair!("data to v", DATA, V, Circle),
        pair!("noise to score", NOISE, SCORE, Circle),
        pair!("score to data", SCORE, DATA, Circle),
        pair!("score to noise", SCORE, NOISE, Circle),
        pair!("noise to velocity", NOISE, VELOCITY, Straight),
        pair!("data to velocity", DATA, VELOCITY, Straight),
        pair!("velocity to data", VELOCITY, DATA, Straight),
        pair!("velocity to noise", VELOCITY, NOISE, Straight),
        pair!("velocity to v, a straight path", VELOCITY, V, Straight),
        pair!("v to velocity, on the circle", V, VELOCITY, Circle),
        pair!("v to data, levels of neither kind", V, DATA, Any),
        pair!("v to noise, levels of neither kind", V, NOISE, Any),
        pair!("velocity to data, levels of neither kind", VELOCITY, DATA, Any),
        pair!("velocity to noise, levels of neither kind", VELOCITY, NOISE, Any),
        pair!("velocity to data, on the circle", VELOCITY, DATA, Circle),
        pair!("v to data, a straight path", V, DATA, Straight),
        pair!("noise to data, levels of neither kind", NOISE, DATA, Any),
        pair!("data to noise, levels of neither kind", DATA, NOISE, Any),
        pair!("data to score", DATA, SCORE, Any),
        pair!("score to v", SCORE, V, Any),
        pair!("v to score", V, SCORE, Any),
        pair!("score to velocity", SCORE, VELOCITY, Any),
        pair!("velocity to score", VELOCITY, SCORE, Any),
    ]
}

fn edges() -> Vec<Case<Input>> {
    vec![
        pair!("noise to noise", NOISE, NOISE, Any),
        pair!("data to data", DATA, DATA, Any),
        pair!("v to v", V, V, Any),
        pair!("score to score", SCORE, SCORE, Any),
        pair!("velocity to velocity", VELOCITY, VELOCITY, Any),
        Case { name: "one row", make: |random| made(random, [NOISE, V], [1, 5], Levels::Any) },
        Case { name: "one column", make: |random| made(random, [V, NOISE], [5, 1], Levels::Any) },
        Case { name: "one number", make: |random| made(random, [DATA, VELOCITY], [1, 1], Levels::Any) },
        Case {
            name: "as many columns as rows",
            make: |random| made(random, [NOISE, DATA], [4, 4], Levels::Any),
        },
        Case {
            name: "as many columns as rows, v",
            make: |random| made(random, [V, DATA], [3, 3], Levels::Circle),
        },
        Case { name: "300 rows", make: |random| made(random, [V, SCORE], [300, 1], Levels::Circle) },
        Case { name: "270 columns", make: |random| made(random, [NOISE, VELOCITY], [1, 270], Levels::Any) },
        Case { name: "levels of 0, v to data", make: |random| at(random, [V, DATA], &ENDS) },
        Case { name: "levels of 0, v to noise", make: |random| at(random, [V, NOISE], &ENDS) },
        Case { name: "levels of 0, v to velocity", make: |random| at(random, [V, VELOCITY], &ENDS) },
        Case { name: "levels of 0, velocity to data", make: |random| at(random, [VELOCITY, DATA], &ENDS) },
        Case { name: "levels of 0, velocity to noise", make: |random| at(random, [VELOCITY, NOISE], &ENDS) },
        Case { name: "levels of 0, velocity to v", make: |random| at(random, [VELOCITY, V], &ENDS) },
        Case { name: "extreme levels, noise to data", make: |random| at(random, [NOISE, DATA], &EXTREMES) },
        Case { name: "extreme levels, data to score", make: |random| at(random, [DATA, SCORE], &EXTREMES) },
        Case { name: "extreme levels, score to v", make: |random| at(random, [SCORE, V], &EXTREMES) },
        Case {
            name: "the least levels, velocity to data",
            make: |random| at(random, [VELOCITY, DATA], &LEAST),
        },
        Case {
            name: "extreme levels, velocity to score",
            make: |random| at(random, [VELOCITY, SCORE], &EXTREMES),
        },
        Case {
            name: "rows of different size",
            make: |random| mixed(random, [V, DATA], [1.0, 1000.0, 0.001]),
        },
        Case { name: "large numbers", make: |random| mixed(random, [NOISE, V], [3e6, 1e6, 2e6]) },
        Case { name: "small numbers", make: |random| mixed(random, [SCORE, DATA], [0.03, 0.02, 0.01]) },
    ]
}

fn views() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case {
            name: "transposed views",
            make: |random| laid(made(random, [V, DATA], [3, 4], Levels::Any), [Transposed; 4]),
        },
        Case {
            name: "strided views",
            make: |random| laid(made(random, [NOISE, V], [4, 3], Levels::Any), [Strided; 4]),
        },
        Case {
            name: "the value alone transposed",
            make: |random| {
                laid(
                    made(random, [DATA, NOISE], [4, 3], Levels::Any),
                    [Transposed, Contiguous, Contiguous, Contiguous],
                )
            },
        },
        Case {
            name: "x alone transposed",
            make: |random| {
                laid(
                    made(random, [VELOCITY, V], [4, 3], Levels::Any),
                    [Contiguous, Transposed, Contiguous, Contiguous],
                )
            },
        },
        Case {
            name: "reversed views, strided levels",
            make: |random| {
                laid(made(random, [SCORE, V], [5, 3], Levels::Any), [Reversed, Reversed, Strided, Reversed])
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let kind = [Levels::Circle, Levels::Straight, Levels::Any][random.whole(0..=2)];
    let [n, d] = random.distinct(1..=7);
    let forms = random.distinct(0..=4);
    let layouts = [(); 4].map(|()| Layout::any(random));
    laid(made(random, forms, [n, d], kind), layouts)
}
