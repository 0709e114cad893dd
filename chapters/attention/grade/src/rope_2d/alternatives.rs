//! Right answers to `rope_2d` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis, concatenate, s};

use attention::{Pairing, Rope2d};

pub(super) fn alternatives() -> Vec<Alternative<Rope2d>> {
    vec![
        Alternative {
            name: "a table of complex numbers in double precision, rows repeated and columns tiled",
            answer: |x, (rows, columns), base| {
                let d = x.ncols();
                let ladder: Vec<f64> =
                    (0..d).step_by(2).map(|c| 1.0 / f64::from(base).powf(c as f64 / d as f64)).collect();
                let mut table: Vec<Vec<(f64, f64)>> = Vec::new();
                for row in 0..rows {
                    for column in 0..columns {
                        let down = ladder.iter().step_by(2).map(|f| row as f64 * f);
                        let across = ladder.iter().skip(1).step_by(2).map(|f| column as f64 * f);
                        table.push(down.chain(across).map(f64::sin_cos).collect());
                    }
                }
                Array2::from_shape_fn(x.dim(), |(patch, c)| {
                    let (sin, cos) = table[patch][c / 2];
                    let [a, b] = [c / 2 * 2, c / 2 * 2 + 1].map(|c| f64::from(x[[patch, c]]));
                    (if c % 2 == 0 { a * cos - b * sin } else { a * sin + b * cos }) as f32
                })
            },
        },
        Alternative {
            name: "`rope` for the rows, and for the columns a ladder by exp and ln in single precision",
            answer: |x, (_, columns), base| {
                let (patches, d) = x.dim();
                let rows: Vec<usize> = (0..patches).map(|patch| patch / columns).collect();
                let rope = attention::solution::rope::rope;
                let down = rope(x.slice(s![.., ..d / 2]), &rows, base, Pairing::Interleaved, d / 2);
                let mut across = x.slice(s![.., d / 2..]).to_owned();
                for m in 0..d / 4 {
                    let theta = (-base.ln() * (4 * m + 2) as f32 / d as f32).exp();
                    for (patch, mut row) in across.rows_mut().into_iter().enumerate() {
                        let (sin, cos) = ((patch % columns) as f32 * theta).sin_cos();
                        let (a, b) = (row[2 * m], row[2 * m + 1]);
                        row[2 * m] = a * cos - b * sin;
                        row[2 * m + 1] = a * sin + b * cos;
                    }
                }
                concatenate(Axis(1), &[down.view(), across.view()]).expect("as many patches")
            },
        },
        Alternative {
            name: "a grid of three axes, channel by channel, the result in column-major order",
            answer: |x, (rows, columns), base| {
                let d = x.ncols();
                let x = x.as_standard_layout().into_owned();
                let cells = x.into_shape_with_order((rows, columns, d)).expect("rows · columns patches");
                let mut turned = Array2::zeros((d, rows * columns));
                for c in 0..d {
                    for row in 0..rows {
                        for column in 0..columns {
                            let pair = c / 2;
                            let (place, m) =
                                if 2 * c < d { (row, 2 * pair) } else { (column, 2 * pair + 1 - d / 2) };
                            let theta = base.powf(-2.0 / d as f32).powi(m as i32);
                            let (sin, cos) = (place as f32 * theta).sin_cos();
                            let other = cells[[row, column, c ^ 1]];
                            let side = if c % 2 == 0 { -other } else { other };
                            turned[[c, row * columns + column]] = cells[[row, column, c]] * cos + side * sin;
                        }
                    }
                }
                turned.reversed_axes()
            },
        },
    ]
}
