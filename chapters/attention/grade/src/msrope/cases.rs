//! The cases of `msrope`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::{Head, Input};

/// Positions between −`reach` and `reach` on three axes.
pub(super) fn anywhere(random: &mut Random, rows: usize, reach: usize) -> Array2<i64> {
    Array2::from_shape_simple_fn((rows, 3), || random.whole(0..=2 * reach) as i64 - reach as i64)
}

/// Normal numbers at positions.
pub(super) fn head(random: &mut Random, positions: Array2<i64>, axes: [usize; 3], base: f32) -> Head {
    let shape = (positions.nrows(), axes.iter().sum::<usize>());
    Head { x: random.normals(shape, 1.0).into(), positions, axes, base }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a text and a picture", make: |_| Input::Positions(3, vec![(4, 6)]) },
        Case { name: "odd sides", make: |_| Input::Positions(2, vec![(5, 3)]) },
        Case {
            name: "rotate, positions of a text and a picture",
            make: |random| {
                let positions = kernels::attention::msrope_positions(2, &[(3, 2)]);
                Input::Rotate(head(random, positions, [2, 6, 4], 10_000.0))
            },
        },
        Case {
            name: "rotate, positions on both sides of 0",
            make: |random| {
                let positions = anywhere(random, 5, 20);
                Input::Rotate(head(random, positions, [4, 8, 6], 10_000.0))
            },
        },
        Case {
            name: "several pictures, the largest in the middle",
            make: |_| Input::Positions(4, vec![(2, 6), (11, 4), (1, 1)]),
        },
        Case { name: "a tall picture", make: |_| Input::Positions(3, vec![(9, 2)]) },
        Case { name: "a single row of patches", make: |_| Input::Positions(1, vec![(1, 7), (2, 5)]) },
        Case { name: "a square", make: |_| Input::Positions(4, vec![(4, 4), (4, 4)]) },
        Case { name: "a picture of one patch", make: |_| Input::Positions(2, vec![(1, 1)]) },
        Case {
            name: "seven small pictures",
            make: |_| Input::Positions(2, vec![(2, 3), (1, 1), (3, 1), (1, 2), (1, 1), (2, 2), (1, 3)]),
        },
        Case {
            name: "a column of 300 patches and 300 tokens",
            make: |_| Input::Positions(300, vec![(300, 1)]),
        },
        Case { name: "a row of 301 patches", make: |_| Input::Positions(1, vec![(1, 301), (1, 1)]) },
        Case {
            name: "300 pictures, the largest last",
            make: |_| {
                let mut images = vec![(1, 1); 299];
                images.push((3, 5));
                Input::Positions(2, images)
            },
        },
        Case { name: "a token alone", make: |_| Input::Positions(1, vec![]) },
        Case { name: "no text", make: |_| Input::Positions(0, vec![(3, 4)]) },
        Case { name: "no picture", make: |_| Input::Positions(6, vec![]) },
        Case {
            name: "rotate, the axes of a head of 128",
            make: |random| {
                let positions = anywhere(random, 3, 30);
                Input::Rotate(head(random, positions, [16, 56, 56], 10_000.0))
            },
        },
        Case {
            name: "rotate, equal axes",
            make: |random| {
                let positions = anywhere(random, 4, 9);
                Input::Rotate(head(random, positions, [4, 4, 4], 10_000.0))
            },
        },
        Case {
            name: "rotate, a single pair for each axis",
            make: |random| {
                let positions = anywhere(random, 4, 9);
                Input::Rotate(head(random, positions, [2, 2, 2], 100.0))
            },
        },
        Case {
            name: "rotate, another base, transposed views",
            make: |random| {
                let positions = anywhere(random, 6, 25);
                let mut head = head(random, positions, [6, 4, 10], 100.0);
                head.x.layout = Layout::Transposed;
                Input::Rotate(head)
            },
        },
        Case {
            name: "rotate, base 10, strided views",
            make: |random| {
                let positions = anywhere(random, 3, 25);
                let mut head = head(random, positions, [4, 8, 2], 10.0);
                head.x.layout = Layout::Strided;
                Input::Rotate(head)
            },
        },
        Case {
            name: "rotate, far away",
            make: |random| {
                let mut positions = anywhere(random, 3, 1000);
                // Both ends of what is promised, whatever the seed.
                (positions[[0, 0]], positions[[1, 1]], positions[[2, 2]]) = (1000, -1000, 999);
                (positions[[0, 2]], positions[[1, 0]]) = (-1000, -997);
                Input::Rotate(head(random, positions, [4, 6, 6], 10_000.0))
            },
        },
        Case {
            name: "rotate, one token, an axis of 258 channels, base 1,000,000",
            make: |random| {
                let positions = ndarray::arr2(&[[3, -20, 17]]);
                Input::Rotate(head(random, positions, [2, 258, 4], 1_000_000.0))
            },
        },
        Case {
            name: "rotate, base 10, far away",
            make: |random| {
                let positions = ndarray::arr2(&[[1000, -999, 300], [-300, 1000, -1000]]);
                Input::Rotate(head(random, positions, [4, 2, 6], 10.0))
            },
        },
        Case {
            name: "rotate, axes of 260, 2 and 258 channels, base 1,000,000",
            make: |random| {
                let positions = ndarray::arr2(&[[7, -5, 11], [-40, 2, 9]]);
                Input::Rotate(head(random, positions, [260, 2, 258], 1_000_000.0))
            },
        },
        Case {
            name: "rotate, 300 tokens",
            make: |random| {
                let positions = anywhere(random, 300, 40);
                Input::Rotate(head(random, positions, [2, 4, 2], 100.0))
            },
        },
    ]
}
