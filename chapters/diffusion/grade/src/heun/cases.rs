//! The cases of `heun`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, array};

use super::Input;
use super::denoiser::Denoiser;

/// The least and the most level, as the stub says.
pub(super) const LEVELS: [f64; 2] = [0.002, 80.0];

/// Levels that fall, the last of them 0 or not.
fn falling(random: &mut Random, steps: usize, to_zero: bool) -> Array1<f32> {
    let mut level = random.uniform(2.0..6.0);
    let mut levels = vec![level as f32];
    let count = if to_zero { steps - 1 } else { steps };
    for _ in 0..count {
        level *= random.uniform(0.45..0.75);
        levels.push(level as f32);
    }
    if to_zero {
        levels.push(0.0);
    }
    levels.into()
}

/// The grid of EDM.
pub(super) fn grid(n: usize) -> Array1<f32> {
    let [least, most] = LEVELS.map(|level| level.powf(1.0 / 7.0));
    let level = |i: usize| (most + i as f64 / (n - 1) as f64 * (least - most)).powi(7) as f32;
    (0..n).map(level).chain([0.0]).collect()
}

fn rows(random: &mut Random, [n, d]: [usize; 2], level: f32) -> Array2<f32> {
    random.normals((n, d), f64::from(level.hypot(0.5)))
}

/// Rows at levels, with a linear or a curved network.
fn at(random: &mut Random, heun: bool, sizes: [usize; 2], sigmas: Array1<f32>, curved: bool) -> Input {
    let x = rows(random, sizes, sigmas[0]);
    Input { heun, denoiser: Denoiser::net(random, sizes[1], curved), x: x.into(), sigmas: sigmas.into() }
}

fn of(random: &mut Random, heun: bool, sizes: [usize; 2], steps: usize, curved: bool) -> Input {
    let sigmas = falling(random, steps, true);
    at(random, heun, sizes, sigmas, curved)
}

/// Levels that do not end with 0.
fn open(random: &mut Random, heun: bool, sizes: [usize; 2], steps: usize) -> Input {
    let sigmas = falling(random, steps, false);
    at(random, heun, sizes, sigmas, true)
}

fn gaussian(random: &mut Random, heun: bool, n: usize) -> Input {
    let x = rows(random, [3, 2], 80.0);
    let denoiser = Denoiser::Gaussian { mean: 0.3, deviation: 0.5, preserving: false };
    Input { heun, denoiser, x: x.into(), sigmas: grid(n).into() }
}

fn laid(mut input: Input, first: Layout, second: Layout) -> Input {
    input.x.layout = first;
    input.sigmas.layout = second;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "euler, one step", make: |random| open(random, false, [2, 2], 1) },
        Case { name: "euler, one step to 0", make: |random| of(random, false, [2, 2], 1, false) },
        Case { name: "euler, three steps", make: |random| of(random, false, [3, 2], 3, true) },
        Case { name: "euler, a linear network", make: |random| of(random, false, [2, 3], 4, false) },
        Case { name: "euler, not to 0", make: |random| open(random, false, [3, 2], 3) },
        Case { name: "euler, one row", make: |random| of(random, false, [1, 3], 3, true) },
        Case { name: "euler, one number", make: |random| of(random, false, [1, 1], 4, true) },
        Case { name: "euler, Gaussian data from 80 to 0", make: |random| gaussian(random, false, 10) },
        Case { name: "euler, Gaussian data, 70 levels", make: |random| gaussian(random, false, 70) },
        Case { name: "euler, 300 rows", make: |random| of(random, false, [300, 2], 2, false) },
        Case {
            name: "euler, transposed rows, strided levels",
            make: |random| laid(of(random, false, [4, 3], 3, true), Transposed, Strided),
        },
        Case { name: "heun, one step", make: |random| open(random, true, [2, 2], 1) },
        Case { name: "heun, one step to 0", make: |random| of(random, true, [2, 2], 1, true) },
        Case { name: "heun, two steps", make: |random| of(random, true, [3, 2], 2, true) },
        Case { name: "heun, a linear network", make: |random| of(random, true, [2, 3], 4, false) },
        Case { name: "heun, four steps", make: |random| of(random, true, [3, 2], 4, true) },
        Case { name: "heun, not to 0", make: |random| open(random, true, [3, 2], 3) },
        Case { name: "heun, one row", make: |random| of(random, true, [1, 3], 3, true) },
        Case { name: "heun, one number", make: |random| of(random, true, [1, 1], 4, true) },
        Case {
            name: "heun, as many rows as numbers in each",
            make: |random| of(random, true, [4, 4], 3, true),
        },
        Case {
            name: "heun, a long step",
            make: |random| at(random, true, [2, 3], array![80.0, 0.5, 0.0], true),
        },
        Case {
            name: "heun, low levels",
            make: |random| at(random, true, [3, 2], array![0.02, 0.008, 0.002, 0.0], true),
        },
        Case {
            name: "heun, down to 0.002",
            make: |random| at(random, true, [2, 2], array![1.0, 0.1, 0.002], false),
        },
        Case { name: "heun, Gaussian data from 80 to 0", make: |random| gaussian(random, true, 10) },
        Case { name: "heun, Gaussian data, 18 levels", make: |random| gaussian(random, true, 18) },
        Case { name: "heun, rows of 270", make: |random| of(random, true, [2, 270], 2, true) },
        Case { name: "heun, 300 rows", make: |random| of(random, true, [300, 2], 2, false) },
        Case {
            name: "heun, transposed rows, strided levels",
            make: |random| laid(of(random, true, [4, 3], 3, true), Transposed, Strided),
        },
        Case {
            name: "heun, strided rows, reversed levels",
            make: |random| laid(of(random, true, [3, 4], 3, true), Strided, Reversed),
        },
        Case {
            name: "heun, transposed rows alone",
            make: |random| laid(of(random, true, [3, 3], 3, false), Transposed, Contiguous),
        },
        Case {
            name: "heun, reversed rows, transposed levels",
            make: |random| laid(of(random, true, [4, 2], 2, true), Reversed, Transposed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = [random.whole(1..=5), random.whole(1..=4)];
    let (steps, to_zero) = (random.whole(1..=6), random.chance(0.7));
    let sigmas = falling(random, steps, to_zero);
    let (heun, curved) = (random.chance(0.6), random.chance(0.6));
    let input = at(random, heun, sizes, sigmas, curved);
    let (first, second) = (Layout::any(random), Layout::any(random));
    laid(input, first, second)
}
