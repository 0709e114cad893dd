//! Right answers to `fused` by another route.

use fast::Fused;
use judge::Alternative;
use ndarray::{Array1, Array2};

pub(super) fn alternatives() -> Vec<Alternative<Fused>> {
    vec![
        Alternative {
            name: "keys outside, all rows inside: every value is read once",
            answer: |scores, values, _| {
                let (rows, width) = (scores.rows(), values.columns());
                let mut states = vec![(f32::MIN, 0.0_f32, vec![0.0_f32; width]); rows];
                for j in 0..scores.columns() {
                    let value: Vec<f32> = (0..width).map(|c| values.read(j, c)).collect();
                    for (i, (max, sum, out)) in states.iter_mut().enumerate() {
                        let score = scores.read(i, j);
                        if score > *max {
                            let down = (*max - score).exp();
                            *sum *= down;
                            for o in out.iter_mut() {
                                *o *= down;
                            }
                            *max = score;
                        }
                        let weight = (score - *max).exp();
                        *sum += weight;
                        out.iter_mut().zip(&value).for_each(|(o, v)| *o += weight * v);
                    }
                }
                let output = Array2::from_shape_fn((rows, width), |(i, c)| {
                    let (_, sum, out) = &states[i];
                    if *sum == 0.0 { 0.0 } else { out[c] / sum }
                });
                (output, states.iter().map(|(max, sum, _)| max + sum.ln()).collect())
            },
        },
        Alternative {
            name: "means and log-sum-exps, merged key by key in double precision, from the last key to the first",
            answer: |scores, values, block| {
                let (rows, width) = (scores.rows(), values.columns());
                let mut output = Array2::<f64>::zeros((rows, width));
                let mut total = Array1::from_elem(rows, f64::NEG_INFINITY);
                let mut first = 0;
                while first < rows {
                    let end = rows.min(first + block);
                    for j in (0..scores.columns()).rev() {
                        let mut value = vec![];
                        for i in first..end {
                            let score = f64::from(scores.read(i, j));
                            if score.is_infinite() {
                                continue;
                            }
                            if value.is_empty() {
                                // Nothing is read for a key that no row of the block sees.
                                value = (0..width).map(|c| f64::from(values.read(j, c))).collect();
                            }
                            let both = if total[i] > score {
                                total[i] + (score - total[i]).exp().ln_1p()
                            } else {
                                score + (total[i] - score).exp().ln_1p()
                            };
                            let share = (score - both).exp();
                            for (c, v) in value.iter().enumerate() {
                                output[[i, c]] += share * (v - output[[i, c]]);
                            }
                            total[i] = both;
                        }
                    }
                    first = end;
                }
                (output.mapv(|x| x as f32), total.mapv(|x| x as f32))
            },
        },
        Alternative {
            name: "five keys at a time, a largest score for each of them",
            answer: |scores, values, block| {
                let (rows, keys, width) = (scores.rows(), scores.columns(), values.columns());
                let (mut output, mut total) = (Array2::zeros((rows, width)), Array1::zeros(rows));
                for start in (0..rows).step_by(block) {
                    let count = block.min(rows - start);
                    let mut max = vec![-1e30_f32; count];
                    let mut sums = Array2::<f32>::zeros((count, width + 1));
                    for from in (0..keys).step_by(5) {
                        let some = 5.min(keys - from);
                        // A channel more, which is 1: its sum is the sum of weights.
                        let tile = Array2::from_shape_fn((some, width + 1), |(j, c)| {
                            if c == width { 1.0 } else { values.read(from + j, c) }
                        });
                        let mut weights =
                            Array2::from_shape_fn((count, some), |(i, j)| scores.read(start + i, from + j));
                        for (i, mut row) in weights.rows_mut().into_iter().enumerate() {
                            let new = row.fold(max[i], |most, &score| most.max(score));
                            row.mapv_inplace(|score| (score - new).exp());
                            let down = (max[i] - new).exp();
                            sums.row_mut(i).mapv_inplace(|sum| sum * down);
                            max[i] = new;
                        }
                        sums += &weights.dot(&tile);
                    }
                    for i in 0..count {
                        let sum = sums[[i, width]];
                        for c in 0..width {
                            output[[start + i, c]] = sums[[i, c]] / sum.max(f32::MIN_POSITIVE);
                        }
                        total[start + i] = if sum == 0.0 { f32::NEG_INFINITY } else { max[i] + sum.ln() };
                    }
                }
                (output, total)
            },
        },
    ]
}
