//! Right answers to `rope` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, concatenate, s};

use attention::{Pairing, Rope};

pub(super) fn alternatives() -> Vec<Alternative<Rope>> {
    vec![
        Alternative {
            name: "x · cos + swapped · sin with whole tables, as the models' code has it",
            answer: |x, positions, base, pairing, rotated| {
                let half = rotated / 2;
                let frequency = |m: usize| 1.0 / base.powf((2 * m) as f32 / rotated as f32);
                let angles = Array2::from_shape_fn((positions.len(), rotated), |(i, c)| {
                    let m = if pairing == Pairing::Half { c % half } else { c / 2 };
                    positions[i] as f32 * frequency(m)
                });
                let turned = x.slice(s![.., ..rotated]);
                let swapped = Array2::from_shape_fn(turned.dim(), |(i, c)| match pairing {
                    Pairing::Half if c < half => -turned[[i, c + half]],
                    Pairing::Half => turned[[i, c - half]],
                    Pairing::Interleaved if c % 2 == 0 => -turned[[i, c + 1]],
                    Pairing::Interleaved => turned[[i, c - 1]],
                });
                let first = &turned * &angles.mapv(f32::cos) + swapped * angles.mapv(f32::sin);
                concatenate(Axis(1), &[first.view(), x.slice(s![.., rotated..])]).expect("as many rows")
            },
        },
        Alternative {
            name: "powers of complex numbers in double precision",
            answer: |x, positions, base, pairing, rotated| {
                let mut output = x.to_owned();
                for (i, &position) in positions.iter().enumerate() {
                    for m in 0..rotated / 2 {
                        let step = f64::from(base).powf(-2.0 * m as f64 / rotated as f64);
                        let (sin, cos) = step.sin_cos();
                        let mut z = (1.0, 0.0);
                        for _ in 0..position {
                            z = (z.0 * cos - z.1 * sin, z.0 * sin + z.1 * cos);
                        }
                        let (a, b) = match pairing {
                            Pairing::Interleaved => (2 * m, 2 * m + 1),
                            Pairing::Half => (m, m + rotated / 2),
                        };
                        let (re, im) = (f64::from(x[[i, a]]), f64::from(x[[i, b]]));
                        output[[i, a]] = (re * z.0 - im * z.1) as f32;
                        output[[i, b]] = (re * z.1 + im * z.0) as f32;
                    }
                }
                output
            },
        },
        Alternative {
            name: "frequencies by exp and ln in single precision, pair by pair, the result in column-major order",
            answer: |x, positions, base, pairing, rotated| {
                let mut columns: Vec<Array1<f32>> = x.columns().into_iter().map(|c| c.to_owned()).collect();
                for m in 0..rotated / 2 {
                    let theta = (-(2.0 * m as f32) * base.ln() / rotated as f32).exp();
                    let (a, b) = match pairing {
                        Pairing::Interleaved => (2 * m, 2 * m + 1),
                        Pairing::Half => (m, rotated / 2 + m),
                    };
                    for (i, &position) in positions.iter().enumerate() {
                        let (sin, cos) = (theta * position as f32).sin_cos();
                        let (x, y) = (columns[a][i], columns[b][i]);
                        columns[a][i] = x.mul_add(cos, -(y * sin));
                        columns[b][i] = x.mul_add(sin, y * cos);
                    }
                }
                let width = columns.len();
                let flat = columns.into_iter().flat_map(|column| column.to_vec()).collect();
                Array2::from_shape_vec((width, positions.len()), flat).expect("all columns").reversed_axes()
            },
        },
        Alternative {
            name: "a ladder by repeated multiplication in single precision, angles folded into one turn",
            answer: |x, positions, base, pairing, rotated| {
                let mut output = x.to_owned();
                let ratio = base.powf(-2.0 / rotated as f32);
                let mut theta = 1.0_f32;
                for m in 0..rotated / 2 {
                    for (mut row, &position) in output.rows_mut().into_iter().zip(positions) {
                        let angle = (position as f32 * theta) % std::f32::consts::TAU;
                        let second = if pairing == Pairing::Half { m + rotated / 2 } else { 2 * m + 1 };
                        let first = if pairing == Pairing::Half { m } else { 2 * m };
                        let (a, b) = (row[first], row[second]);
                        row[first] = a * angle.cos() - b * angle.sin();
                        row[second] = a * angle.sin() + b * angle.cos();
                    }
                    theta *= ratio;
                }
                output
            },
        },
    ]
}
