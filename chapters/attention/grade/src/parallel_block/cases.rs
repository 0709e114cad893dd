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
            name: "gates near 1500 and -1500",
            make: |random| {
                let mut input = normal(random, sizes([4, 5, 3, 2, 6]));
                for (i, mut row) in input.x.values.rows_mut().into_iter().enumerate() {
                    row[0] = if i % 2 == 0 { 1.0 } else { -1.0 };
                }
                input.gain.values[0] = 1.0;
                input.gate.values.column_mut(0).fill(0.0);
                input.gate.values[[0, 0]] = 1500.0;
                input
            },
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
