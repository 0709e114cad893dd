//! Right answers to `inverse_rope` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, ShapeBuilder, concatenate, s};

use compression::InverseRope;

pub(super) fn alternatives() -> Vec<Alternative<InverseRope>> {
    vec![
        Alternative {
            name: "x · cos + swapped · sin with whole tables, as models' code has it",
            answer: |outputs, first, rotary, base| {
                let (n, _, width) = outputs.dim();
                let angles = Array2::from_shape_fn((n, rotary), |(i, c)| {
                    (first + i) as f32 / base.powf((c - c % 2) as f32 / rotary as f32)
                });
                let (plain, turned) = outputs.split_at(Axis(2), width - rotary);
                let swapped = Array3::from_shape_fn(turned.dim(), |(i, h, c)| {
                    if c % 2 == 0 { turned[[i, h, c + 1]] } else { -turned[[i, h, c - 1]] }
                });
                let [cos, sin] = [f32::cos, f32::sin].map(|of| angles.mapv(of).insert_axis(Axis(1)));
                concatenate![Axis(2), plain, &turned * &cos + &swapped * &sin]
            },
        },
        Alternative {
            name: "products with the conjugates of complex powers, in double precision and another order of memory",
            answer: |outputs, first, rotary, base| {
                let (n, heads, width) = outputs.dim();
                let mut turned = Array3::zeros((n, heads, width).f());
                turned.assign(&outputs);
                for m in 0..rotary / 2 {
                    let step = f64::from(base).powf(-((2 * m) as f64) / rotary as f64);
                    let (sin, cos) = step.sin_cos();
                    let mut z = (1.0, 0.0);
                    (0..first).for_each(|_| z = (z.0 * cos - z.1 * sin, z.0 * sin + z.1 * cos));
                    let at = width - rotary + 2 * m;
                    for i in 0..n {
                        for h in 0..heads {
                            let (x, y) = (f64::from(outputs[[i, h, at]]), f64::from(outputs[[i, h, at + 1]]));
                            turned[[i, h, at]] = (x * z.0 + y * z.1) as f32;
                            turned[[i, h, at + 1]] = (y * z.0 - x * z.1) as f32;
                        }
                        z = (z.0 * cos - z.1 * sin, z.0 * sin + z.1 * cos);
                    }
                }
                turned
            },
        },
        Alternative {
            name: "frequencies by exp and ln in single precision, pair by pair through columns",
            answer: |outputs, first, rotary, base| {
                let mut turned = outputs.to_owned();
                let apart = outputs.len_of(Axis(2)) - rotary;
                for m in 0..rotary / 2 {
                    let theta = (-(2.0 * m as f32) * base.ln() / rotary as f32).exp();
                    let pair = outputs.slice(s![.., .., apart + 2 * m..apart + 2 * m + 2]);
                    for (i, rows) in pair.outer_iter().enumerate() {
                        let (sin, cos) = (theta * (first + i) as f32).sin_cos();
                        for (h, row) in rows.outer_iter().enumerate() {
                            turned[[i, h, apart + 2 * m]] = row[0].mul_add(cos, row[1] * sin);
                            turned[[i, h, apart + 2 * m + 1]] = row[1].mul_add(cos, -(row[0] * sin));
                        }
                    }
                }
                turned
            },
        },
        Alternative {
            name: "a ladder by repeated multiplication in single precision, angles folded into one turn, from the end of the head",
            answer: |outputs, first, rotary, base| {
                let mut turned = outputs.to_owned();
                let ratio = base.powf(2.0 / rotary as f32);
                let mut theta = 1.0 / base;
                for pair in (0..rotary / 2).rev() {
                    theta *= ratio;
                    let at = turned.len_of(Axis(2)) - rotary + 2 * pair;
                    for (i, mut heads) in turned.outer_iter_mut().enumerate() {
                        let angle =
                            std::f32::consts::TAU - ((first + i) as f32 * theta) % std::f32::consts::TAU;
                        for mut head in heads.rows_mut() {
                            let (x, y) = (head[at], head[at + 1]);
                            head[at] = x * angle.cos() - y * angle.sin();
                            head[at + 1] = x * angle.sin() + y * angle.cos();
                        }
                    }
                }
                turned
            },
        },
    ]
}
