//! The cases of `parallel_block`.

use judge::{Case, Layout, Random};

use super::Input;

/// Sizes of a block.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) rows: usize,
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) head_width: usize,
    pub(super) hidden: usize,
}

pub(super) fn sizes([rows, width, heads, head_width, hidden]: [usize; 5]) -> Sizes {
    Sizes { rows, width, heads, head_width, hidden }
}

/// Normal numbers, with matrices that keep their size about the same.
pub(super) fn normal(random: &mut Random, sizes: Sizes) -> Input {
    let Sizes { rows, width, heads, head_width, hidden } = sizes;
    let inner = heads * head_width;
    let mut matrix =
        |rows: usize, columns: usize| random.normals((rows, columns), 1.4 / (rows as f64).sqrt()).into();
    let (query, key) = (matrix(width, inner), matrix(width, head_width));
    let (value, out) = (matrix(width, head_width), matrix(inner, width));
    let (gate, up, down) = (matrix(width, hidden), matrix(width, hidden), matrix(hidden, width));
    let gain = random.normals(width, 0.4).mapv(|g| 1.0 + g).into();
    let x = random.normals((rows, width), 1.0).into();
    Input { x, gain, epsilon: 1e-5, query, key, value, out, gate, up, down }
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    input.gain.layout = layout;
    for matrix in input.matrices_mut() {
        matrix.layout = layout;
    }
    input
}

/// Rows whose products with the first columns of `gate` are these levels and their negatives: the first channel of x, ±1, gives
/// them.
fn gated(random: &mut Random, sizes: Sizes, levels: &[f32]) -> Input {
    let mut input = normal(random, sizes);
    for (i, mut row) in input.x.values.rows_mut().into_iter().enumerate() {
        row[0] = if i % 2 == 0 { 1.0 } else { -1.0 };
    }
    // The norm makes the channel at most √d times as large, and the gain small again.
    input.gain.values[0] = 0.4;
    for (column, &level) in levels.iter().enumerate() {
        input.gate.values.column_mut(column).fill(0.0);
        input.gate.values[[0, column]] = level;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two heads", make: |random| normal(random, sizes([4, 6, 2, 3, 5])) },
        Case { name: "three heads", make: |random| normal(random, sizes([5, 4, 3, 2, 7])) },
        Case { name: "one head", make: |random| normal(random, sizes([3, 5, 1, 4, 2])) },
        Case { name: "one row", make: |random| normal(random, sizes([1, 6, 2, 5, 3])) },
        Case {
            name: "rows of zeros and rows as small as epsilon",
            make: |random| {
                let mut input = normal(random, sizes([6, 5, 2, 3, 4]));
                // Its square is neither of the usual constants.
                input.epsilon = 2e-3;
                input.x.values.row_mut(1).fill(0.0);
                for i in [2, 4, 5] {
                    input.x.values.row_mut(i).mapv_inplace(|x| 0.03 * x);
                }
                input
            },
        },
        Case {
            name: "gates of 5000 and -5000",
            make: |random| gated(random, sizes([4, 5, 3, 2, 6]), &[5000.0, 93.0, 710.0, 20.0]),
        },
        Case {
            name: "gates of 17 and -17",
            make: |random| gated(random, sizes([3, 5, 1, 2, 4]), &[17.0, 12.0]),
        },
        Case {
            name: "scores of 60 and -60",
            make: |random| {
                let mut input = normal(random, sizes([5, 6, 2, 3, 4]));
                input.scale_scores(&[60.0, -60.0]);
                input
            },
        },
        Case {
            name: "later rows 120 above a row's own",
            make: |random| {
                let mut input = normal(random, sizes([6, 5, 1, 2, 3]));
                // Rows differ by the sign of the first channel, and look for the opposite sign.
                for (i, mut row) in input.x.values.rows_mut().into_iter().enumerate() {
                    row.mapv_inplace(|x| 0.05 * x);
                    row[0] = if [0, 1, 4].contains(&i) { 2.0 } else { -2.0 };
                }
                input.gain.values.fill(0.8);
                for (matrix, sign) in [(&mut input.query, -1.0), (&mut input.key, 1.0)] {
                    matrix.values.mapv_inplace(|w| 0.02 * w);
                    matrix.values.row_mut(0).fill(sign);
                }
                input.scale_scores(&[59.0]);
                if input.scores()[0][[1, 1]] > 0.0 {
                    input.query.values *= -1.0;
                }
                input
            },
        },
        Case {
            name: "every other row's scores 110 below the others'",
            make: |random| {
                let mut input = normal(random, sizes([5, 6, 1, 2, 3]));
                // The first channel asks, and the second answers.
                for (i, mut row) in input.x.values.rows_mut().into_iter().enumerate() {
                    row.mapv_inplace(|x| 0.05 * x);
                    (row[0], row[1]) = (if i % 2 == 0 { 2.0 } else { -2.0 }, 2.0);
                }
                input.gain.values.fill(0.8);
                for (matrix, channel) in [(&mut input.query, 0), (&mut input.key, 1)] {
                    matrix.values.mapv_inplace(|w| 0.02 * w);
                    matrix.values.row_mut(channel).fill(1.0);
                }
                input.scale_scores(&[59.0]);
                input
            },
        },
        Case { name: "70 rows", make: |random| normal(random, sizes([70, 3, 2, 2, 2])) },
        Case { name: "a width of 270, all else 1", make: |random| normal(random, sizes([1, 270, 1, 1, 1])) },
        Case { name: "260 rows", make: |random| normal(random, sizes([260, 1, 1, 1, 1])) },
        Case { name: "130 heads, 132 hidden", make: |random| normal(random, sizes([3, 2, 130, 1, 132])) },
        Case { name: "heads of width 130", make: |random| normal(random, sizes([3, 2, 1, 130, 1])) },
        Case {
            name: "value and up alone transposed",
            make: |random| {
                let mut input = normal(random, sizes([4, 5, 2, 3, 6]));
                (input.value.layout, input.up.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        Case { name: "a width of 1, one head", make: |random| normal(random, sizes([3, 1, 1, 2, 2])) },
        Case {
            name: "heads of width 1, strided views",
            make: |random| laid(normal(random, sizes([4, 5, 3, 1, 2])), Layout::Strided),
        },
        Case { name: "all sizes equal", make: |random| normal(random, sizes([2, 2, 2, 2, 2])) },
        Case { name: "as wide inside as outside", make: |random| normal(random, sizes([6, 6, 2, 3, 6])) },
        Case {
            name: "heads of width 1, transposed views",
            make: |random| laid(normal(random, sizes([3, 7, 4, 1, 5])), Layout::Transposed),
        },
        Case {
            name: "13 rows, strided views",
            make: |random| laid(normal(random, sizes([13, 5, 2, 4, 3])), Layout::Strided),
        },
    ]
}
