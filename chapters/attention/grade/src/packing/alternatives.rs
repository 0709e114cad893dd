//! Right answers to `packing` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, s};

use attention::solution::packing as solution;
use attention::{Mask, Packing};

pub(super) fn alternatives() -> Vec<Alternative<Packing>> {
    vec![
        Alternative {
            name: "each document is attended by itself, and blocks are filled with loops",
            answer: Packing {
                mask: |lengths, total| {
                    let mut mask = Array2::from_elem((total, total), false);
                    let mut start = 0;
                    for &length in lengths {
                        for i in start..start + length {
                            mask.slice_mut(s![i, start..=i]).fill(true);
                        }
                        start += length;
                    }
                    mask
                },
                positions: |lengths, total| {
                    let mut positions = Array1::zeros(total);
                    let mut at = 0;
                    for &length in lengths {
                        for place in 0..length {
                            positions[at] = place;
                            at += 1;
                        }
                    }
                    positions
                },
                targets: |lengths, total| {
                    let mut targets = Array1::from_elem(total, false);
                    let mut start = 0;
                    for &length in lengths {
                        targets.slice_mut(s![start..start + length.saturating_sub(1)]).fill(true);
                        start += length;
                    }
                    targets
                },
                attend: |queries, keys, values, lengths| {
                    let mut output = Array2::zeros((queries.nrows(), values.ncols()));
                    let mut start = 0;
                    for &length in lengths.iter().filter(|&&length| length > 0) {
                        let rows = s![start..start + length, ..];
                        let (q, k, v) = (queries.slice(rows), keys.slice(rows), values.slice(rows));
                        let own = attention::solution::scaled_dot_product::scaled_dot_product(
                            q,
                            k,
                            v,
                            Mask::Causal,
                        );
                        output.slice_mut(rows).assign(&own);
                        start += length;
                    }
                    output
                },
            },
        },
        Alternative {
            name: "ends searched by partition_point, all in column-major order and in double precision",
            answer: Packing {
                mask: |lengths, total| {
                    let owner = searched(lengths, total);
                    let documents = lengths.len();
                    let sees =
                        |(j, i): (usize, usize)| owner[i] == owner[j] && owner[i] < documents && i >= j;
                    Array2::from_shape_fn((total, total), sees).reversed_axes()
                },
                positions: |lengths, total| {
                    let owner = searched(lengths, total);
                    let place = |t: usize| {
                        if owner[t] == lengths.len() {
                            0
                        } else {
                            t - lengths[..owner[t]].iter().sum::<usize>()
                        }
                    };
                    (0..total).map(place).collect()
                },
                targets: |lengths, total| {
                    let owner = searched(lengths, total + 1);
                    (0..total).map(|t| owner[t] < lengths.len() && owner[t + 1] == owner[t]).collect()
                },
                attend: |queries, keys, values, lengths| {
                    let total = queries.nrows();
                    let owner = searched(lengths, total);
                    let scale = f64::from(queries.ncols() as u32).sqrt();
                    let out = |(c, i): (usize, usize)| {
                        if owner[i] == lengths.len() {
                            return 0.0;
                        }
                        let (mut sum, mut weighted) = (0.0, 0.0);
                        for j in (0..=i).rev().take_while(|&j| owner[j] == owner[i]) {
                            let products = queries.row(i).into_iter().zip(keys.row(j));
                            let score: f64 = products.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                            let weight = (score / scale).exp();
                            sum += weight;
                            weighted += weight * f64::from(values[[j, c]]);
                        }
                        (weighted / sum) as f32
                    };
                    Array2::from_shape_fn((values.ncols(), total), out).reversed_axes()
                },
            },
        },
        Alternative {
            name: "masked after the softmax and normalised again; the padding's rows set to 0 at the end",
            answer: Packing {
                attend: |queries, keys, values, lengths| {
                    let scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
                    let seen = solution::mask(lengths, queries.nrows()).mapv(f32::from);
                    let mut weights = scores.mapv(f32::exp) * &seen;
                    for mut row in weights.rows_mut() {
                        let sum = row.sum().max(f32::MIN_POSITIVE);
                        row /= sum;
                    }
                    let mut output = weights.dot(&values);
                    output.slice_mut(s![lengths.iter().sum::<usize>().., ..]).fill(0.0);
                    output
                },
                mask: solution::mask,
                positions: solution::positions,
                targets: solution::targets,
            },
        },
    ]
}

/// The number of the document at each position; as many as there are documents in the padding.
fn searched(lengths: &[usize], total: usize) -> Vec<usize> {
    let ends: Vec<usize> = lengths
        .iter()
        .scan(0, |end, &length| {
            *end += length;
            Some(*end)
        })
        .collect();
    (0..total).map(|t| ends.partition_point(|&end| end <= t)).collect()
}
