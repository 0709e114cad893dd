//! The cases of `sparse`.

use judge::{Case, Random};
use ndarray::Array2;

use super::Input;

fn strided(n: usize, stride: usize) -> Input {
    Input::Strided { n, stride }
}

fn fixed(n: usize, stride: usize, columns: usize) -> Input {
    Input::Fixed { n, stride, columns }
}

/// Random masks with so many entries in a hundred.
fn random_masks(random: &mut Random, t: usize, percent: f64) -> Input {
    let mut mask = || Array2::from_shape_simple_fn((t, t), || random.chance(percent / 100.0));
    let (upper, lower) = (mask(), mask());
    Input::TwoHops { upper, lower }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "strided", make: |_| strided(11, 3) },
        Case { name: "strided, n a multiple of the stride", make: |_| strided(20, 5) },
        Case { name: "strided by one", make: |_| strided(6, 1) },
        Case { name: "strided by more than n", make: |_| strided(5, 9) },
        Case { name: "strided by n", make: |_| strided(7, 7) },
        Case { name: "strided, one position", make: |_| strided(1, 4) },
        Case { name: "strided, more than 256 positions", make: |_| strided(260, 17) },
        Case { name: "strided by 257", make: |_| strided(260, 257) },
        Case { name: "strided, a single position by one", make: |_| strided(1, 1) },
        Case { name: "fixed, one column", make: |_| fixed(11, 4, 1) },
        Case { name: "fixed, two columns of five", make: |_| fixed(23, 5, 2) },
        Case { name: "fixed, every column", make: |_| fixed(10, 3, 3) },
        Case { name: "fixed, blocks of one", make: |_| fixed(5, 1, 1) },
        Case { name: "fixed, one block that is cut short", make: |_| fixed(6, 9, 4) },
        Case { name: "fixed, three columns of seven", make: |_| fixed(30, 7, 3) },
        Case { name: "fixed, one position", make: |_| fixed(1, 3, 2) },
        Case { name: "fixed, blocks of 300, all but two columns", make: |_| fixed(7, 300, 298) },
        Case { name: "fixed, blocks of 300, all columns", make: |_| fixed(3, 300, 300) },
        Case { name: "fixed, more than 256 blocks", make: |_| fixed(259, 1, 1) },
        Case { name: "fixed, more than 256 positions", make: |_| fixed(262, 7, 3) },
        Case { name: "fixed, blocks of 130, all but one column", make: |_| fixed(131, 130, 129) },
        Case { name: "two hops, few entries", make: |random| random_masks(random, 9, 18.0) },
        Case {
            name: "two hops, one position",
            make: |_| Input::TwoHops {
                upper: Array2::from_elem((1, 1), true),
                lower: Array2::from_elem((1, 1), true),
            },
        },
        Case {
            name: "two hops, causal",
            make: |random| {
                let Input::TwoHops { mut upper, mut lower } = random_masks(random, 12, 30.0) else {
                    unreachable!("random_masks makes two masks")
                };
                for mask in [&mut upper, &mut lower] {
                    mask.indexed_iter_mut().for_each(|((i, j), seen)| *seen &= j <= i);
                }
                Input::TwoHops { upper, lower }
            },
        },
        Case {
            name: "two hops by 256 ways and by 128",
            make: |_| Input::TwoHops {
                upper: Array2::from_shape_fn((259, 259), |(i, k)| {
                    (i == 3 && k < 256) || (i == 5 && (100..228).contains(&k)) || (i == 258 && k > 1)
                }),
                lower: Array2::from_shape_fn((259, 259), |(k, j)| j == 4 || (j == 7 && k == 258)),
            },
        },
        Case {
            name: "two hops, only by positions after both",
            make: |random| {
                let last = random.whole(5..=7);
                Input::TwoHops {
                    upper: Array2::from_shape_fn((8, 8), |(i, k)| i < 5 && k == last),
                    lower: Array2::from_shape_fn((8, 8), |(k, j)| k == last && j < 4),
                }
            },
        },
        Case {
            name: "two hops, a chain and the way back",
            make: |_| Input::TwoHops {
                upper: Array2::from_shape_fn((6, 6), |(i, j)| j + 1 == i),
                lower: Array2::from_shape_fn((6, 6), |(i, j)| j == 2 * i),
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let stride = random.whole(2..=8);
    let n = random.whole(stride + 2..=40);
    match random.whole(0..=2) {
        0 => strided(n, stride),
        1 => fixed(n, stride, random.whole(1..=stride)),
        _ => random_masks(random, n.min(14), 15.0),
    }
}
