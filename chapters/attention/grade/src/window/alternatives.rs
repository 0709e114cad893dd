//! Right answers to `window` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, Axis, ShapeBuilder, concatenate, s};

use attention::{Ring, Window};

pub(super) fn alternatives() -> Vec<Alternative<Window>> {
    vec![
        Alternative {
            name: "ranges of keys; the newest token in the first row, the others moved down; loops in double precision",
            answer: Window {
                visible: |n, m, window| {
                    let mut seen = Array2::from_elem((n, m), false);
                    for i in 0..n {
                        let end = (i + 1 + m).saturating_sub(n);
                        for j in end.saturating_sub(window)..end {
                            seen[[i, j]] = true;
                        }
                    }
                    seen
                },
                start: empty,
                push: |ring, key, value| {
                    for (rows, row) in [(&mut ring.keys, key), (&mut ring.values, value)] {
                        for slot in (1..rows.nrows()).rev() {
                            let moved = rows.row(slot - 1).to_owned();
                            rows.row_mut(slot).assign(&moved);
                        }
                        rows.row_mut(0).assign(&row);
                    }
                    ring.seen += 1;
                },
                attend: |ring, query| {
                    let filled = ring.seen.min(ring.keys.nrows());
                    double(ring, query, &(0..filled).collect::<Vec<_>>())
                },
            },
        },
        Alternative {
            name: "signed distances; slots from the last to the first, memory column by column; oldest token first",
            answer: Window {
                visible: |n, m, window| {
                    let offset = m as isize - n as isize;
                    Array2::from_shape_vec(
                        (n, m),
                        (0..n * m)
                            .map(|at| {
                                let age = (at / m) as isize + offset - (at % m) as isize;
                                age >= 0 && age < window as isize
                            })
                            .collect(),
                    )
                    .expect("n times m entries")
                },
                start: |window, width, value_width| Ring {
                    keys: Array2::zeros((window, width).f()),
                    values: Array2::from_elem((window, value_width), f32::NAN),
                    seen: 0,
                },
                push: |ring, key, value| {
                    let window = ring.keys.nrows();
                    let slot = window - 1 - ring.seen % window;
                    ring.keys.slice_mut(s![slot, ..]).assign(&key);
                    ring.values.slice_mut(s![slot, ..]).assign(&value);
                    ring.seen += 1;
                },
                attend: |ring, query| {
                    let window = ring.keys.nrows();
                    let tokens = ring.seen.saturating_sub(window)..ring.seen;
                    double(ring, query, &tokens.map(|t| window - 1 - t % window).collect::<Vec<_>>())
                },
            },
        },
        Alternative {
            name: "a triangle less a triangle; new arrays at every push; zeros masked before the softmax",
            answer: Window {
                visible: |n, m, window| {
                    let below = |shift: i64| {
                        Array2::from_shape_fn((n, m), |(i, j)| {
                            j as i64 <= i as i64 + m as i64 - n as i64 - shift
                        })
                    };
                    below(0) ^ below(window as i64)
                },
                start: empty,
                push: |ring, key, value| {
                    let longer = |rows: &Array2<f32>, row: ArrayView1<'_, f32>| {
                        let row = row.insert_axis(Axis(0));
                        concatenate(Axis(0), &[rows.slice(s![1.., ..]), row]).expect("rows of one width")
                    };
                    ring.keys = longer(&ring.keys, key);
                    ring.values = longer(&ring.values, value);
                    ring.seen += 1;
                },
                attend: |ring, query| {
                    let empty = ring.keys.nrows().saturating_sub(ring.seen);
                    let mut scores = ring.keys.dot(&query) / (query.len() as f32).sqrt();
                    scores.slice_mut(s![..empty]).fill(f32::NEG_INFINITY);
                    let weights = attention::solution::softmax::softmax(scores.insert_axis(Axis(0)).view());
                    weights.row(0).dot(&ring.values)
                },
            },
        },
    ]
}

fn empty(window: usize, width: usize, value_width: usize) -> Ring {
    Ring { keys: Array2::zeros((window, width)), values: Array2::zeros((window, value_width)), seen: 0 }
}

/// Attention to some rows of a ring, in double precision.
fn double(ring: &Ring, query: ArrayView1<'_, f32>, rows: &[usize]) -> Array1<f32> {
    let score = |&row: &usize| {
        let product: f64 =
            ring.keys.row(row).iter().zip(query).map(|(&k, &q)| f64::from(k) * f64::from(q)).sum();
        product / (query.len() as f64).sqrt()
    };
    let scores: Vec<f64> = rows.iter().map(score).collect();
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut output = vec![0.0; ring.values.ncols()];
    let mut sum = 0.0;
    for (&row, score) in rows.iter().zip(scores) {
        let weight = (score - largest).exp();
        sum += weight;
        for (o, &v) in output.iter_mut().zip(ring.values.row(row)) {
            *o += weight * f64::from(v);
        }
    }
    output.iter().map(|o| (o / sum) as f32).collect()
}
