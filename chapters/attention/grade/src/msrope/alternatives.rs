//! Right answers to `msrope` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis, s};

use attention::{Msrope, Pairing};

pub(super) fn alternatives() -> Vec<Alternative<Msrope>> {
    vec![
        Alternative {
            name: "cut from a negative and a positive table; complex numbers in double precision",
            answer: Msrope {
                positions: |text, images| {
                    let cut = |size: usize| {
                        let negative = (1..=(size - size / 2) as i64).rev().map(|place| -place);
                        negative.chain(0..(size / 2) as i64).collect::<Vec<_>>()
                    };
                    let largest = images.iter().fold(0, |most, &(h, w)| most.max(h / 2).max(w / 2));
                    let mut flat: Vec<i64> = Vec::new();
                    for t in 0..text {
                        flat.extend([(largest + t) as i64; 3]);
                    }
                    for (image, &(height, width)) in images.iter().enumerate() {
                        for row in cut(height) {
                            for column in cut(width) {
                                flat.extend([image as i64, row, column]);
                            }
                        }
                    }
                    Array2::from_shape_vec((flat.len() / 3, 3), flat).expect("three for each token")
                },
                rotate: |x, positions, axes, base| {
                    let mut angles = Vec::new();
                    for place in positions.rows() {
                        for (&width, &place) in axes.iter().zip(place) {
                            for c in (0..width).step_by(2) {
                                let frequency = 1.0 / f64::from(base).powf(c as f64 / width as f64);
                                angles.push((place as f64 * frequency).sin_cos());
                            }
                        }
                    }
                    let pairs = x.ncols() / 2;
                    Array2::from_shape_fn(x.dim(), |(i, c)| {
                        let (sin, cos) = angles[i * pairs + c / 2];
                        let [a, b] = [c & !1, c | 1].map(|c| f64::from(x[[i, c]]));
                        (if c % 2 == 0 { a * cos - b * sin } else { a * sin + b * cos }) as f32
                    })
                },
            },
        },
        Alternative {
            name: "floating-point floors; `rope` for each block, backwards where a position is negative",
            answer: Msrope {
                positions: |text, images| {
                    let half = |size: usize| (size as f64 / 2.0).floor();
                    let start = images.iter().map(|&(h, w)| half(h).max(half(w))).fold(0.0, f64::max);
                    let patches: usize = images.iter().map(|&(h, w)| h * w).sum();
                    let mut positions = Array2::zeros((text + patches, 3));
                    for t in 0..text {
                        positions.row_mut(t).fill(start as i64 + t as i64);
                    }
                    let mut at = text;
                    for (image, &(height, width)) in images.iter().enumerate() {
                        for (column, row) in (0..width).flat_map(|c| (0..height).map(move |r| (c, r))) {
                            let mut place = positions.row_mut(at + row * width + column);
                            place[0] = image as i64;
                            place[1] = (row as f64 - (height as f64 - half(height))) as i64;
                            place[2] = (column as f64 - (width as f64 - half(width))) as i64;
                        }
                        at += height * width;
                    }
                    positions
                },
                rotate: |x, positions, axes, base| {
                    let rope = attention::solution::rope::rope;
                    let mut output = x.to_owned();
                    let mut start = 0;
                    for (axis, width) in axes.into_iter().enumerate() {
                        let mut block = output.slice_mut(s![.., start..start + width]);
                        for (mut row, &place) in block.rows_mut().into_iter().zip(positions.column(axis)) {
                            // Exchanging the channels of a pair turns the other way.
                            let swap = |row: Array2<f32>| {
                                Array2::from_shape_fn(row.dim(), |(_, c)| {
                                    row[[0, if place < 0 { c ^ 1 } else { c }]]
                                })
                            };
                            let ahead = swap(row.to_owned().insert_axis(Axis(0)));
                            let place = place.unsigned_abs() as usize;
                            let turned = rope(ahead.view(), &[place], base, Pairing::Interleaved, width);
                            row.assign(&swap(turned).row(0));
                        }
                        start += width;
                    }
                    output
                },
            },
        },
        Alternative {
            name: "rows sorted into place; a ladder by exp and ln, the result in column-major order",
            answer: Msrope {
                positions: |text, images| {
                    let start = images.iter().flat_map(|&(h, w)| [h >> 1, w >> 1]).max().unwrap_or_default();
                    let mut rows: Vec<(usize, [i64; 3])> =
                        (0..text).map(|t| (0, [start as i64 + t as i64; 3])).collect();
                    for (image, &(height, width)) in images.iter().enumerate() {
                        for i in 0..height as i64 {
                            for j in 0..width as i64 {
                                let (h, w) = (height as i64, width as i64);
                                rows.push((image + 1, [image as i64, i - (h - h / 2), j - (w + 1) / 2]));
                            }
                        }
                    }
                    rows.sort_unstable();
                    Array2::from(rows.into_iter().map(|(_, place)| place).collect::<Vec<_>>())
                },
                rotate: |x, positions, [a, b, c], base| {
                    let d = a + b + c;
                    let mut turned = Array2::zeros((d, x.nrows()));
                    for channel in 0..d {
                        let (axis, start, width) = match channel {
                            k if k < a => (0, 0, a),
                            k if k < a + b => (1, a, b),
                            _ => (2, a + b, c),
                        };
                        let m = (channel - start) / 2;
                        let theta = (-(base.ln()) * (2 * m) as f32 / width as f32).exp();
                        for i in 0..x.nrows() {
                            let angle = positions[[i, axis]] as f32 * theta;
                            let other = x[[i, channel ^ 1]];
                            let side = if channel % 2 == 0 { -other } else { other };
                            turned[[channel, i]] = x[[i, channel]] * angle.cos() + side * angle.sin();
                        }
                    }
                    turned.reversed_axes()
                },
            },
        },
    ]
}
