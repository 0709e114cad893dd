//! The cases of `edm`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;
use crate::nets::Net;

/// The levels and deviations that the stub promises.
pub(super) const LEVELS: [f64; 2] = [0.002, 80.0];
pub(super) const DATA: [f64; 2] = [0.05, 2.0];

fn level(random: &mut Random) -> f64 {
    random.uniform(LEVELS[0].ln()..LEVELS[1].ln()).exp()
}

fn data(random: &mut Random) -> f64 {
    random.uniform(0.2..2.0)
}

fn scales(sigma: f64, sigma_data: f64) -> Input {
    Input::Scales { sigma, sigma_data }
}

/// Rows of data and noise at levels of their own.
fn denoise(random: &mut Random, [n, d]: [usize; 2], curved: bool) -> Input {
    let sigmas = Array1::from_shape_simple_fn(n, || level(random) as f32);
    at_levels(random, sigmas, d, curved)
}

fn at_levels(random: &mut Random, sigmas: Array1<f32>, d: usize, curved: bool) -> Input {
    let sigma_data = data(random) as f32;
    let mut x: Array2<f32> = random.normals((sigmas.len(), d), 1.0);
    for (mut row, sigma) in x.rows_mut().into_iter().zip(&sigmas) {
        row *= sigma.hypot(sigma_data);
    }
    Input::Denoise { net: Net::new(random, d, curved), x: x.into(), sigmas: sigmas.into(), sigma_data }
}

fn with_data(mut input: Input, data: f64) -> Input {
    if let Input::Denoise { sigma_data, .. } = &mut input {
        *sigma_data = data as f32;
    }
    input
}

fn laid(mut input: Input, first: Layout, second: Layout) -> Input {
    if let Input::Denoise { x, sigmas, .. } = &mut input {
        x.layout = first;
        sigmas.layout = second;
    }
    input
}

fn grid(n: usize, [least, most]: [f64; 2], rho: f64) -> Input {
    Input::Grid { n, least, most, rho }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "scales, as much noise as data", make: |_| scales(0.5, 0.5) },
        Case { name: "scales, more noise than data", make: |random| scales(random.uniform(1.5..4.0), 0.5) },
        Case { name: "scales, less noise than data", make: |random| scales(random.uniform(0.05..0.2), 0.5) },
        Case { name: "scales, a level of one", make: |random| scales(1.0, data(random)) },
        Case { name: "scales, other data", make: |random| scales(level(random), random.uniform(1.2..2.0)) },
        Case { name: "scales, data of deviation one", make: |random| scales(random.uniform(1.5..4.0), 1.0) },
        Case { name: "scales, the lowest level", make: |_| scales(LEVELS[0], 0.5) },
        Case { name: "scales, the highest level", make: |_| scales(LEVELS[1], 0.5) },
        Case { name: "scales, the lowest level of wide data", make: |_| scales(LEVELS[0], DATA[1]) },
        Case { name: "scales, the highest level of narrow data", make: |_| scales(LEVELS[1], DATA[0]) },
        Case { name: "scales, the lowest level of narrow data", make: |_| scales(LEVELS[0], DATA[0]) },
        Case {
            name: "denoise, three rows",
            make: |random| at_levels(random, ndarray::array![0.7, 0.3, 2.0], 2, false),
        },
        Case {
            name: "denoise, a curved network",
            make: |random| at_levels(random, ndarray::array![0.4, 3.0, 0.9, 0.2], 3, true),
        },
        Case { name: "denoise, one row", make: |random| denoise(random, [1, 3], true) },
        Case { name: "denoise, rows of one number", make: |random| denoise(random, [4, 1], false) },
        Case { name: "denoise, one number", make: |random| denoise(random, [1, 1], true) },
        Case {
            name: "denoise, as many rows as numbers in each",
            make: |random| denoise(random, [4, 4], true),
        },
        Case {
            name: "denoise, levels from 0.002 to 80",
            make: |random| at_levels(random, ndarray::array![0.002, 80.0, 0.5, 6.0, 0.03], 3, true),
        },
        Case {
            name: "denoise, narrow data",
            make: |random| with_data(denoise(random, [4, 3], true), DATA[0]),
        },
        Case {
            name: "denoise, wide data",
            make: |random| with_data(denoise(random, [4, 3], false), DATA[1]),
        },
        Case { name: "denoise, 300 rows", make: |random| denoise(random, [300, 2], false) },
        Case { name: "denoise, rows of 270", make: |random| denoise(random, [2, 270], true) },
        Case {
            name: "denoise, transposed rows, strided levels",
            make: |random| laid(denoise(random, [5, 3], true), Transposed, Strided),
        },
        Case {
            name: "denoise, strided rows, reversed levels",
            make: |random| laid(denoise(random, [4, 3], false), Strided, Reversed),
        },
        Case {
            name: "denoise, transposed rows alone",
            make: |random| laid(denoise(random, [3, 4], true), Transposed, Contiguous),
        },
        Case {
            name: "denoise, reversed rows, transposed levels",
            make: |random| laid(denoise(random, [4, 2], true), Reversed, Transposed),
        },
        Case { name: "grid, five levels", make: |_| grid(5, LEVELS, 7.0) },
        Case { name: "grid, two levels", make: |_| grid(2, LEVELS, 7.0) },
        Case {
            name: "grid, three levels",
            make: |random| grid(3, [random.uniform(0.01..0.5), random.uniform(5.0..50.0)], 5.0),
        },
        Case { name: "grid, in equal steps", make: |_| grid(6, LEVELS, 1.0) },
        Case { name: "grid, ρ of three", make: |random| grid(random.whole(7..=11), [0.02, 60.0], 3.0) },
        Case { name: "grid, ρ of ten", make: |_| grid(18, LEVELS, 10.0) },
        Case { name: "grid, a short range", make: |_| grid(4, [1.0, 2.0], 7.0) },
        Case { name: "grid, a broken ρ", make: |random| grid(8, [0.1, 20.0], random.uniform(1.5..2.5)) },
        Case { name: "grid, 300 levels", make: |_| grid(300, LEVELS, 7.0) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    match random.whole(0..=3) {
        0 => scales(level(random), data(random)),
        1 => {
            let range = [random.uniform(0.002..1.0), random.uniform(2.0..80.0)];
            grid(random.whole(2..=20), range, random.uniform(1.0..10.0))
        }
        _ => {
            let (n, d) = (random.whole(1..=6), random.whole(1..=4));
            let curved = random.chance(0.6);
            let input = denoise(random, [n, d], curved);
            let (first, second) = (Layout::any(random), Layout::any(random));
            laid(input, first, second)
        }
    }
}

/// The same rows with a network that gives zeros.
pub(super) fn silent(net: &Net) -> Net {
    Net { scale: 0.0, ..net.clone() }
}
