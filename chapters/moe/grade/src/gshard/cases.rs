//! The cases of `gshard`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::Array2;

use super::super::switch::{crowded, far_apart, logits, many, to_the_ends};
use super::Input;

fn route(random: &mut Random, shape: (usize, usize), capacity: usize) -> Input {
    Input { logits: logits(random, shape, 0.0).into(), capacity }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "room for all", make: |random| route(random, (7, 4), 7) },
        Case { name: "room for two", make: |random| route(random, (13, 5), 2) },
        Case { name: "room for one", make: |random| route(random, (9, 3), 1) },
        Case { name: "all sizes equal", make: |random| route(random, (5, 5), 5) },
        Case { name: "two experts", make: |random| route(random, (11, 2), 8) },
        Case { name: "one token", make: |random| route(random, (1, 6), 1) },
        Case {
            name: "the first choices fill an expert",
            make: |random| {
                let mut logits = logits(random, (10, 4), 0.0);
                logits.slice_mut(ndarray::s![3.., 2]).mapv_inplace(|x| x + 12.0);
                logits.slice_mut(ndarray::s![..3, 2]).fill(30.0);
                logits.slice_mut(ndarray::s![..3, 1]).fill(40.0);
                Input { logits: logits.into(), capacity: 6 }
            },
        },
        Case {
            name: "equal logits",
            make: |random| {
                let mut logits = logits(random, (9, 6), 0.0);
                for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
                    let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b)) + 0.5;
                    // Equal in the first place, or in the second.
                    row[token % 3] = largest;
                    row[3 + token % 2] = largest;
                    if token % 2 == 0 {
                        row[5] = largest + 1.0;
                    }
                }
                logits.row_mut(7).fill(0.25);
                Input { logits: logits.into(), capacity: 3 }
            },
        },
        Case {
            name: "a weak second choice",
            make: |random| {
                let mut logits = logits(random, (8, 5), 0.0);
                for (token, mut row) in logits.rows_mut().into_iter().enumerate() {
                    row[token % 5] += 9.0 + token as f32;
                }
                Input { logits: logits.into(), capacity: 3 }
            },
        },
        Case {
            name: "logits near 1000",
            make: |random| Input { logits: logits(random, (7, 4), 1000.0).into(), capacity: 3 },
        },
        Case {
            name: "logits near -1000",
            make: |random| Input { logits: logits(random, (8, 3), -1000.0).into(), capacity: 4 },
        },
        Case {
            name: "tokens whose logits are far apart",
            make: |random| Input { logits: far_apart(random, (11, 4)).into(), capacity: 4 },
        },
        Case {
            name: "from -1100 to 1100, tokens over 60",
            make: |random| Input { logits: to_the_ends(random, 5).into(), capacity: 3 },
        },
        Case { name: "300 tokens", make: |random| route(random, (300, 3), 170) },
        Case {
            name: "400 tokens, most of them for one expert",
            make: |random| Input { logits: crowded(random, (400, 3)).into(), capacity: 330 },
        },
        Case { name: "300 experts", make: |random| Input { logits: many(random, 300).into(), capacity: 1 } },
        Case {
            name: "forty experts of few logits",
            make: |random| {
                // A sort that is not stable shows only where there are more than twenty.
                let logits = Array2::from_shape_simple_fn((3, 40), || 0.5 * random.whole(0..=2) as f32);
                Input { logits: logits.into(), capacity: 2 }
            },
        },
        Case {
            name: "a strided view",
            make: |random| {
                let logits = Matrix::from(logits(random, (11, 5), 0.0)).laid(Layout::Strided);
                Input { logits, capacity: 3 }
            },
        },
        Case {
            name: "a transposed view",
            make: |random| {
                let logits = Matrix::from(logits(random, (12, 7), 0.0)).laid(Layout::Transposed);
                Input { logits, capacity: 3 }
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (tokens, experts) = (random.whole(10..=24), random.whole(3..=7));
    let capacity = random.whole(2..=(2 * tokens).div_ceil(experts) + 1);
    let logits = Matrix::from(logits(random, (tokens, experts), 0.0)).laid(Layout::any(random));
    Input { logits, capacity }
}
