//! The cases of `softmax`.

use judge::{Case, Layout, Matrix};
use ndarray::Array2;

use super::Input;

pub(super) fn cases() -> Vec<Case<Input>> {
    fn input(scores: Array2<f32>) -> Input {
        Input { scores: scores.into() }
    }
    vec![
        Case { name: "a small example", make: |random| input(random.normals((2, 3), 1.5)) },
        Case { name: "scores near 1000", make: |random| input(random.normals((3, 5), 2.0) + 1000.0) },
        Case { name: "scores near -1000", make: |random| input(random.normals((4, 3), 2.0) - 1000.0) },
        Case {
            name: "rows far apart",
            make: |random| {
                let offsets = Array2::from_shape_fn((4, 1), |(row, _)| [0.0, 1700.0, -1500.0, 300.0][row]);
                input(random.normals((4, 6), 2.0) + offsets)
            },
        },
        Case {
            name: "one score far above the others",
            make: |random| {
                // First, last and in the middle: a search for the maximum that misses a place is found out.
                let mut scores = random.normals((4, 6), 2.0);
                for (row, column) in [0, 5, random.whole(1..=4), 1].into_iter().enumerate() {
                    scores[[row, column]] = 9000.0;
                }
                scores[[3, 4]] = 9000.0;
                input(scores)
            },
        },
        Case {
            name: "scores near 10,000 and -10,000, with equal ones",
            make: |random| {
                let mut steps = Array2::from_shape_fn((3, 5), |_| random.whole(0..=3) as f32 * 0.5);
                for mut row in steps.rows_mut() {
                    // Both ends of what is promised, whatever the seed: −10,000 and 10,000 themselves.
                    let [lowest, highest] = random.distinct(0..=4);
                    (row[lowest], row[highest]) = (0.0, 1.5);
                }
                let levels = Array2::from_shape_fn((3, 1), |(row, _)| [9998.5, -10_000.0, 0.0][row]);
                input(steps + levels)
            },
        },
        Case {
            name: "one score far below the others",
            make: |random| {
                let mut scores = random.normals((3, 5), 2.0);
                for mut row in scores.rows_mut() {
                    row[random.whole(0..=4)] = -9000.0;
                }
                input(scores)
            },
        },
        Case {
            name: "one score far below eleven others",
            make: |random| {
                let mut scores = random.normals((2, 12), 0.5);
                for mut row in scores.rows_mut() {
                    row[random.whole(0..=11)] = -940.0;
                }
                input(scores)
            },
        },
        Case {
            name: "masked scores",
            make: |random| {
                let mut scores = random.normals((5, 7), 2.0);
                for mut row in scores.rows_mut() {
                    let kept = random.whole(0..=6);
                    for (column, score) in row.iter_mut().enumerate() {
                        if column != kept && random.chance(0.5) {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                }
                scores[[1, 2]] = f32::NEG_INFINITY;
                scores[[1, 4]] = 0.5;
                input(scores)
            },
        },
        Case {
            name: "first scores masked",
            make: |random| {
                let mut scores = random.normals((4, 6), 2.0);
                scores[[0, 0]] = f32::NEG_INFINITY;
                scores.slice_mut(ndarray::s![2, ..3]).fill(f32::NEG_INFINITY);
                input(scores)
            },
        },
        Case {
            name: "a row with every score masked",
            make: |random| {
                let mut scores = random.normals((3, 4), 2.0);
                scores.row_mut(random.whole(0..=2)).fill(f32::NEG_INFINITY);
                input(scores)
            },
        },
        Case {
            name: "a transposed view",
            make: |random| Input {
                scores: Matrix::from(random.normals((3, 4), 2.0)).laid(Layout::Transposed),
            },
        },
        Case {
            name: "a strided view",
            make: |random| Input { scores: Matrix::from(random.normals((5, 3), 2.0)).laid(Layout::Strided) },
        },
        Case { name: "one column", make: |random| input(random.normals((3, 1), 3.0)) },
        Case {
            name: "one column, masked in one row",
            make: |random| {
                let mut scores = random.normals((3, 1), 3.0);
                scores[[random.whole(0..=2), 0]] = f32::NEG_INFINITY;
                input(scores)
            },
        },
        Case {
            name: "300 columns at levels that change",
            make: |random| {
                // A running maximum is replaced inside of tiles and between them, and small terms are many.
                let level = |column: usize| [0.0, 12.0, -11.0, 14.0, 3.0][column / 7 % 5];
                let scores = random.normals((2, 300), 1.0);
                input(Array2::from_shape_fn((2, 300), |(row, c)| scores[[row, c]] + level(c + 3 * row)))
            },
        },
        Case {
            name: "masked scores beside -10,000, in the first and the last place",
            make: |random| {
                const MASKED: f32 = f32::NEG_INFINITY;
                let mut scores = random.normals((5, 4), 0.5);
                scores.row_mut(0).fill(MASKED);
                scores.row_mut(1).assign(&ndarray::arr1(&[MASKED, -9999.0, -9998.0, MASKED]));
                scores.row_mut(2).assign(&ndarray::arr1(&[-10_000.0, MASKED, -10_000.0, -10_000.0]));
                scores.slice_mut(ndarray::s![3, ..3]).fill(MASKED);
                input(scores)
            },
        },
        Case { name: "130 rows", make: |random| input(random.normals((130, 2), 2.0)) },
        Case { name: "no row", make: |random| input(random.normals((0, 4), 1.0)) },
    ]
}
