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
            name: "rotate, far away",
            make: |random| {
                let positions = anywhere(random, 3, 1000);
                Input::Rotate(head(random, positions, [4, 6, 6], 10_000.0))
            },
        },
    ]
}
