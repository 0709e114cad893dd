//! The cases of `balance_loss`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::Array2;

use super::super::switch::{far_apart, logits, to_the_ends};
use super::Batches;

fn both(first: Array2<f32>, second: Array2<f32>) -> Batches {
    Batches([first.into(), second.into()])
}

/// Batches of two shapes around a level.
fn two(random: &mut Random, shapes: [(usize, usize); 2], level: f32) -> Batches {
    let [first, second] = shapes.map(|shape| logits(random, shape, level));
    both(first, second)
}

pub(super) fn cases() -> Vec<Case<Batches>> {
    vec![
        Case { name: "a few tokens", make: |random| two(random, [(7, 3), (11, 4)], 0.0) },
        Case { name: "more experts than tokens", make: |random| two(random, [(3, 8), (5, 11)], 0.0) },
        Case { name: "all sizes equal", make: |random| two(random, [(5, 5), (4, 4)], 0.0) },
        Case { name: "one token", make: |random| two(random, [(1, 6), (1, 3)], 0.0) },
        Case {
            name: "every token wants the same expert",
            make: |random| {
                let mut batches = two(random, [(10, 4), (9, 5)], 0.0);
                for (batch, expert) in batches.0.iter_mut().zip([2, 0]) {
                    for mut row in batch.values.rows_mut() {
                        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                        row[expert] = largest + random.uniform(1.0..6.0) as f32;
                    }
                }
                batches
            },
        },
        Case {
            name: "equal logits",
            make: |random| {
                let mut batches = two(random, [(8, 5), (13, 3)], 0.0);
                for (token, mut row) in batches.0[0].values.rows_mut().into_iter().enumerate() {
                    let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)) + 0.5;
                    row[token % 2] = largest;
                    row[3 + token % 2] = largest;
                }
                for mut row in batches.0[1].values.rows_mut().into_iter().skip(4) {
                    let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)) + 0.5;
                    row[1] = largest;
                    row[2] = largest;
                }
                batches
            },
        },
        Case {
            name: "the chosen experts are not the probable ones",
            make: |random| {
                // Most tokens choose expert 0 by a hair; the others are sure of expert 1 or 2.
                let mut values = Array2::zeros((12, 3));
                for (token, mut row) in values.rows_mut().into_iter().enumerate() {
                    let sure = token % 4 == 0;
                    row[0] = if sure { -6.0 } else { 0.1 };
                    row[1 + token / 4 % 2] = if sure { 3.0 } else { 0.0 };
                    row += random.uniform(-0.5..0.5) as f32;
                }
                both(values, logits(random, (9, 6), 0.0))
            },
        },
        Case { name: "logits near 1000", make: |random| two(random, [(7, 4), (6, 5)], 1000.0) },
        Case { name: "logits near -1000", make: |random| two(random, [(8, 3), (5, 4)], -1000.0) },
        Case {
            name: "tokens whose logits are far apart",
            make: |random| Batches([(8, 4), (5, 6)].map(|shape| far_apart(random, shape).into())),
        },
        Case {
            name: "transposed and strided views",
            make: |random| {
                let Batches([first, second]) = two(random, [(13, 6), (12, 7)], 0.0);
                Batches([first.laid(Layout::Transposed), second.laid(Layout::Strided)])
            },
        },
        Case {
            name: "strided and transposed views",
            make: |random| {
                let Batches([first, second]) = two(random, [(4, 9), (11, 3)], 0.0);
                Batches([first.laid(Layout::Strided), second.laid(Layout::Transposed)])
            },
        },
        // Where exp leaves a float and where it leaves a double, of the logits and of what is below their largest magnitude.
        Case { name: "logits near -60", make: |random| two(random, [(9, 4), (6, 3)], -60.0) },
        Case { name: "logits near -200", make: |random| two(random, [(5, 4), (8, 3)], -200.0) },
        Case { name: "logits near -400", make: |random| two(random, [(7, 3), (10, 5)], -400.0) },
        Case {
            name: "from -1100 to 1100, tokens over 60",
            make: |random| Batches([6, 4].map(|experts| to_the_ends(random, experts).into())),
        },
        Case { name: "300 tokens, and 300 experts", make: |random| two(random, [(300, 3), (2, 300)], 0.0) },
        Case { name: "two experts, and one", make: |random| two(random, [(7, 2), (4, 1)], 0.0) },
        Case { name: "one expert, and two", make: |random| two(random, [(6, 1), (9, 2)], 0.0) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Batches {
    let mut batch = || {
        let shape = (random.whole(5..=24), random.whole(3..=9));
        Matrix::from(logits(random, shape, 0.0)).laid(Layout::any(random))
    };
    Batches([batch(), batch()])
}
