//! The cases of `q_sample`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, array};

use super::Input;
use crate::schedule::levels::{Levels, falling};

/// How large numbers are.
pub(crate) const LEVEL: f64 = 1000.0;

/// Rows, numbers, steps: ᾱ that falls by factors of its own, steps in no order, none of them the row's number throughout.
pub(crate) fn any(random: &mut Random, [n, d, count]: [usize; 3]) -> Input {
    let mut left = 1.0;
    let abar = Array1::from_shape_simple_fn(count, || {
        left *= 1.0 - random.uniform(0.1..0.5);
        left
    });
    let steps = (0..n).map(|_| random.whole(0..=count - 1)).collect();
    with(random, (n, d), abar, steps)
}

fn with(random: &mut Random, shape: (usize, usize), abar: Array1<f64>, steps: Vec<usize>) -> Input {
    Input {
        x0: random.normals(shape, 1.0).into(),
        noise: random.normals(shape, 1.0).into(),
        abar: abar.into(),
        steps,
    }
}

pub(crate) fn at(random: &mut Random, sizes: [usize; 3], steps: &[usize]) -> Input {
    Input { steps: steps.to_vec(), ..any(random, sizes) }
}

pub(crate) fn laid(mut input: Input, [x0, noise, abar]: [Layout; 3]) -> Input {
    input.x0.layout = x0;
    input.noise.layout = noise;
    input.abar.layout = abar;
    input
}

/// Numbers at 1000 and −1000, and between.
pub(crate) fn loud(mut input: Input) -> Input {
    for ((i, c), x) in input.x0.values.indexed_iter_mut() {
        *x = [1000.0, *x, -1000.0, 300.0 * x.clamp(-3.0, 3.0)][(i + c) % 4];
    }
    for ((i, c), z) in input.noise.values.indexed_iter_mut() {
        *z = [-1000.0, 1000.0, *z][(i + 2 * c) % 3];
    }
    input
}

/// Clean rows of zeros, and loud noise at levels of which hardly anything is noise.
pub(crate) fn quiet(random: &mut Random, size: f32) -> Input {
    let abar = array![1.0 - 1e-9, 1.0 - 3e-8, 1.0 - 1e-6, 0.9999, 0.999_780_092];
    let mut input = with(random, (5, 3), abar, vec![3, 0, 4, 1, 2]);
    input.x0.values.fill(0.0);
    input.noise.values.mapv_inplace(|z| size * z.clamp(-3.0, 3.0));
    input
}

/// Levels at which nothing or all is noise.
pub(crate) fn nothing_and_all(random: &mut Random) -> Input {
    with(random, (5, 3), array![1.0, 0.7, 0.3, 0.0], vec![3, 0, 2, 3, 1])
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "one number", make: |random| at(random, [1, 1, 4], &[2]) },
        Case {
            name: "three rows of two numbers, four steps",
            make: |random| at(random, [3, 2, 4], &[2, 0, 3]),
        },
        Case { name: "all rows at one step", make: |random| at(random, [4, 3, 5], &[3; 4]) },
        Case { name: "the first step and the last", make: |random| at(random, [4, 2, 6], &[5, 0, 0, 5]) },
        Case {
            name: "steps in no order, some twice",
            make: |random| at(random, [6, 3, 8], &[4, 7, 1, 4, 2, 1]),
        },
        Case { name: "one step", make: |random| any(random, [3, 4, 1]) },
        Case { name: "one row", make: |random| at(random, [1, 5, 7], &[4]) },
        Case { name: "one number in a row", make: |random| at(random, [4, 1, 6], &[3, 5, 0, 2]) },
        Case { name: "all sizes one", make: |random| any(random, [1, 1, 1]) },
        Case { name: "all sizes equal", make: |random| at(random, [4, 4, 4], &[2, 3, 0, 2]) },
        Case {
            name: "DDPM's 1000 steps",
            make: |random| {
                let abar = falling(1000, 4e-5);
                with(random, (7, 3), abar, vec![999, 0, 1, 249, 499, 749, 998])
            },
        },
        Case { name: "300 rows", make: |random| any(random, [300, 2, 20]) },
        Case { name: "270 numbers in a row", make: |random| any(random, [3, 270, 5]) },
        Case { name: "nothing is noise, all is noise", make: nothing_and_all },
        Case { name: "numbers of 1000 and -1000", make: |random| loud(any(random, [5, 7, 4])) },
        Case { name: "no signal, loud noise, the first steps", make: |random| quiet(random, 300.0) },
        Case {
            name: "no signal, loud noise, and a step without",
            make: |random| {
                let mut input = quiet(random, 300.0);
                input.abar.values[0] = 1.0;
                input
            },
        },
        Case {
            name: "rows at levels of their own",
            make: |random| {
                let mut input = any(random, [6, 4, 5]);
                for (i, mut row) in input.x0.values.rows_mut().into_iter().enumerate() {
                    row *= [1.0, 200.0, 0.01][i % 3];
                }
                for (i, mut row) in input.noise.values.rows_mut().into_iter().enumerate() {
                    row *= [0.02, 1.0, 100.0, 3.0][i % 4];
                }
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(any(random, [5, 3, 4]), [Transposed, Transposed, Reversed]),
        },
        Case {
            name: "strided views",
            make: |random| laid(any(random, [4, 3, 6]), [Strided, Strided, Strided]),
        },
        Case {
            name: "transposed x0 alone",
            make: |random| laid(any(random, [3, 4, 5]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "transposed noise alone",
            make: |random| laid(any(random, [4, 6, 5]), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "reversed rows",
            make: |random| laid(any(random, [4, 3, 5]), [Reversed, Reversed, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, d, count] = random.distinct(2..=9);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    laid(any(random, [n, d, count]), layouts)
}

/// A batch of one row.
pub(super) fn single(x0: f32, noise: f32, abar: f64) -> Input {
    let one = |x: f32| Array2::from_elem((1, 1), x).into();
    Input { x0: one(x0), noise: one(noise), abar: Levels::from(array![abar]), steps: vec![0] }
}
