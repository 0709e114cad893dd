//! The cases of `tensor_parallel`.

use judge::{Case, Random};
use ndarray::{Array1, Array2};

use super::{Input, Weights};

/// So many ranks, tokens, channels and hidden channels; inputs of a size.
fn input(random: &mut Random, [ranks, n, d, f]: [usize; 4], size: f64) -> Input {
    let mut matrix = |rows: usize, columns: usize, size: f64| -> Array2<f64> {
        random.normals((rows, columns), size).mapv(f64::from)
    };
    let x = matrix(n, d, size);
    // Activations of a size of some units on either side, whatever d is.
    let (up, down) = (matrix(d, f, 1.5 / (d as f64).sqrt()), matrix(f, d, 1.0));
    let gradient = matrix(n, d, 1.0);
    let mut row = |length: usize| -> Array1<f64> { matrix(1, length, 0.7).row(0).to_owned() };
    Input { ranks, x, weights: Weights(up, row(f), down, row(d)), gradient }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two ranks, eight hidden channels", make: |random| input(random, [2, 3, 4, 8], 1.0) },
        Case { name: "one rank", make: |random| input(random, [1, 3, 4, 5], 1.0) },
        Case { name: "three ranks, eight hidden channels", make: |random| input(random, [3, 2, 3, 8], 1.0) },
        Case { name: "four ranks, ten hidden channels", make: |random| input(random, [4, 5, 3, 10], 1.0) },
        Case { name: "four ranks, twelve hidden channels", make: |random| input(random, [4, 2, 5, 12], 1.0) },
        Case { name: "more ranks than hidden channels", make: |random| input(random, [5, 3, 4, 3], 1.0) },
        Case {
            name: "six ranks, one of everything",
            make: |random| Input {
                // Neither is lost in the GELU's flat end.
                x: Array2::from_elem((1, 1), 0.8 + 0.4 * random.uniform(0.0..1.0)),
                ..input(random, [6, 1, 1, 1], 1.0)
            },
        },
        Case { name: "two ranks, 64 hidden channels", make: |random| input(random, [2, 2, 3, 64], 1.0) },
        Case { name: "six ranks, 64 hidden channels", make: |random| input(random, [6, 2, 3, 64], 1.0) },
        Case { name: "many tokens, few hidden channels", make: |random| input(random, [3, 40, 5, 2], 1.0) },
        Case { name: "large activations", make: |random| input(random, [3, 4, 3, 7], 12.0) },
        Case {
            name: "six ranks, forty tokens, twelve channels",
            make: |random| input(random, [6, 40, 12, 64], 1.0),
        },
        Case {
            name: "a large gradient",
            make: |random| {
                let base = input(random, [3, 4, 3, 7], 1.0);
                Input { gradient: base.gradient.clone() * 1e3, ..base }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = [random.whole(1..=5), random.whole(1..=6), random.whole(2..=6), random.whole(1..=14)];
    input(random, sizes, 1.0)
}
