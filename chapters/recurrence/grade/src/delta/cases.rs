//! The cases of `delta`: those of `edits`, and rows for `unit`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::array;

use crate::edits::{DELTA, Input, cases as edits};

fn rows(random: &mut Random, (n, width): (usize, usize), layout: Layout) -> Input {
    // Lengths from 0.3 to 30, each row with its own.
    let mut rows = random.normals((n, width), 1.0);
    for mut row in rows.rows_mut() {
        row *= random.uniform(-1.2..3.4).exp() as f32;
    }
    Input::Unit { rows: Matrix::from(rows).laid(layout) }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = vec![
        Case {
            name: "unit, two rows",
            make: |random| {
                let x = random.uniform(0.5..2.0) as f32;
                Input::Unit { rows: array![[3.0 * x, 4.0 * x, 0.0], [-1.0, 2.0, 2.0 * x]].into() }
            },
        },
        Case { name: "unit, seven rows", make: |random| rows(random, (7, 4), Layout::Contiguous) },
        Case { name: "unit, a square", make: |random| rows(random, (5, 5), Layout::Contiguous) },
        Case { name: "unit, one row", make: |random| rows(random, (1, 6), Layout::Contiguous) },
        Case { name: "unit, one column", make: |random| rows(random, (6, 1), Layout::Contiguous) },
        Case { name: "unit, rows of 260", make: |random| rows(random, (3, 260), Layout::Contiguous) },
        Case { name: "unit, 260 rows", make: |random| rows(random, (260, 2), Layout::Contiguous) },
        Case {
            name: "unit, a row of zeros",
            make: |random| {
                let Input::Unit { mut rows } = rows(random, (4, 3), Layout::Contiguous) else {
                    unreachable!("rows are rows")
                };
                rows.values.row_mut(2).fill(0.0);
                Input::Unit { rows }
            },
        },
        Case {
            name: "unit, rows so small that the 10⁻⁶ counts",
            make: |random| {
                let mut rows = random.normals((5, 3), 1.0);
                for (t, mut row) in rows.rows_mut().into_iter().enumerate() {
                    let length = row.dot(&row).sqrt();
                    row *= [5e-4, 1e-3, 3e-3, 1e-4, 0.02][t] / length;
                }
                Input::Unit { rows: rows.into() }
            },
        },
        Case {
            name: "unit, numbers of 1000 and -1000",
            make: |random| {
                let mut rows = random.normals((4, 5), 1.0);
                rows.mapv_inplace(|x| (900.0 + 30.0 * x.abs().min(3.0)) * x.signum());
                (rows[[1, 2]], rows[[2, 0]]) = (1000.0, -1000.0);
                rows.row_mut(3).mapv_inplace(|x| 1e-4 * x);
                Input::Unit { rows: rows.into() }
            },
        },
    ];
    cases.extend(edits::cases::<DELTA>());
    cases.extend([
        Case { name: "unit, a transposed view", make: |random| rows(random, (4, 6), Layout::Transposed) },
        Case { name: "unit, a strided view", make: |random| rows(random, (5, 3), Layout::Strided) },
    ]);
    cases
}

pub(super) fn fresh(random: &mut Random) -> Input {
    if random.chance(0.7) {
        return edits::fresh::<DELTA>(random);
    }
    let [n, width] = random.distinct(2..=8);
    let layout = [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)];
    rows(random, (n, width), layout)
}
