//! The cases of `eps_loss`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;
use crate::nets::Net;
use crate::q_sample::Input as Batch;
use crate::q_sample::cases::{any, at, laid, loud, nothing_and_all};
use crate::schedule::levels::falling;

/// A batch with a network, linear or curved.
fn with(random: &mut Random, batch: Batch, curved: bool) -> Input {
    let net = Net::new(random, batch.sizes()[1], curved);
    Input::new(batch, net)
}

fn made(random: &mut Random, sizes: [usize; 3], curved: bool) -> Input {
    let batch = any(random, sizes);
    with(random, batch, curved)
}

fn stepped(random: &mut Random, sizes: [usize; 3], steps: &[usize], curved: bool) -> Input {
    let batch = at(random, sizes, steps);
    with(random, batch, curved)
}

/// A network that gives the same for every row.
pub(super) fn constant(values: Array1<f32>) -> Net {
    let d = values.len();
    Net { weights: Array2::zeros((d, d)), bias: values, level: Array1::zeros(d), scale: 1.0, curved: false }
}

/// Noise that a network predicts but for a little.
fn nearly_right(random: &mut Random) -> Input {
    let mut batch = any(random, [4, 3, 5]);
    let values: Array1<f32> = random.normals(3, 1.0);
    let off: Array2<f32> = random.normals((4, 3), 1e-3);
    batch.noise.values = &values + &off;
    Input::new(batch, constant(values))
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "one number, a linear network", make: |random| stepped(random, [1, 1, 4], &[2], false) },
        Case {
            name: "three rows of two numbers, a linear network",
            make: |random| stepped(random, [3, 2, 4], &[2, 0, 3], false),
        },
        Case {
            name: "three rows of two numbers, a curved network",
            make: |random| stepped(random, [3, 2, 5], &[4, 1, 2], true),
        },
        Case {
            name: "two batches, one after the other",
            make: |random| {
                let input = stepped(random, [4, 3, 5], &[1, 4, 0, 2], false);
                Input { more: vec![at(random, [2, 3, 7], &[6, 3])], ..input }
            },
        },
        Case { name: "all rows at one step", make: |random| stepped(random, [4, 3, 6], &[3; 4], true) },
        Case { name: "one row", make: |random| stepped(random, [1, 5, 7], &[4], false) },
        Case { name: "one number in a row", make: |random| stepped(random, [4, 1, 6], &[3, 5, 0, 2], true) },
        Case { name: "one step", make: |random| made(random, [3, 4, 1], false) },
        Case { name: "all sizes one", make: |random| made(random, [1, 1, 1], true) },
        Case { name: "all sizes equal", make: |random| stepped(random, [4, 4, 4], &[2, 3, 0, 2], false) },
        Case {
            name: "the first step and the last",
            make: |random| stepped(random, [4, 2, 6], &[5, 0, 0, 5], false),
        },
        Case {
            name: "DDPM's 1000 steps",
            make: |random| {
                let mut batch = any(random, [7, 3, 1]);
                batch.abar = falling(1000, 4e-5).into();
                batch.steps = vec![999, 0, 1, 249, 499, 749, 998];
                with(random, batch, false)
            },
        },
        Case { name: "300 rows", make: |random| made(random, [300, 2, 20], true) },
        Case { name: "40 numbers in a row", make: |random| made(random, [3, 40, 5], false) },
        Case { name: "270 numbers in a row", make: |random| made(random, [2, 270, 5], false) },
        Case {
            name: "nothing is noise, all is noise",
            make: |random| {
                let batch = nothing_and_all(random);
                with(random, batch, false)
            },
        },
        Case {
            name: "numbers of 1000 and -1000",
            make: |random| {
                let batch = loud(any(random, [5, 7, 4]));
                with(random, batch, false)
            },
        },
        Case { name: "a network that is nearly right", make: nearly_right },
        Case {
            name: "transposed views",
            make: |random| {
                let batch = laid(any(random, [5, 3, 4]), [Transposed, Transposed, Reversed]);
                with(random, batch, true)
            },
        },
        Case {
            name: "strided views",
            make: |random| {
                let batch = laid(any(random, [4, 3, 6]), [Strided, Strided, Strided]);
                with(random, batch, false)
            },
        },
        Case {
            name: "transposed x0 alone",
            make: |random| {
                let batch = laid(any(random, [3, 4, 5]), [Transposed, Contiguous, Contiguous]);
                with(random, batch, false)
            },
        },
        Case {
            name: "transposed noise alone",
            make: |random| {
                let batch = laid(any(random, [4, 6, 5]), [Contiguous, Transposed, Contiguous]);
                with(random, batch, true)
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, d, count] = random.distinct(2..=9);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let batch = laid(any(random, [n, d, count]), layouts);
    let curved = random.chance(0.5);
    with(random, batch, curved)
}
