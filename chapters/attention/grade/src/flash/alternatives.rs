//! Right answers to `flash` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, s};

use attention::{Flash, Mask};

pub(super) fn alternatives() -> Vec<Alternative<Flash>> {
    vec![
        Alternative {
            name: "keys outside, all queries inside, the output kept divided: FlashAttention 1",
            answer: |queries, memory, mask| {
                let (n, m) = (queries.nrows(), memory.rows());
                let mut output = Array2::<f32>::zeros((n, memory.value_width()));
                let (mut max, mut sum) = (vec![f32::NEG_INFINITY; n], vec![0.0_f32; n]);
                let mut from = 0;
                while from < m {
                    let end = m.min(from + memory.tile());
                    let (keys, values) = memory.load(from..end);
                    for i in 0..n {
                        let scores: Vec<f32> = (from..end)
                            .filter(|&j| mask == Mask::None || j + n <= i + m)
                            .map(|j| {
                                queries.row(i).dot(&keys.row(j - from)) / (queries.ncols() as f32).sqrt()
                            })
                            .collect();
                        if scores.is_empty() {
                            continue;
                        }
                        let tile_max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                        let weights: Array1<f32> = scores.iter().map(|s| (s - tile_max).exp()).collect();
                        let new = max[i].max(tile_max);
                        let (old, added) = ((max[i] - new).exp() * sum[i], (tile_max - new).exp());
                        let total = old + added * weights.sum();
                        let tile = weights.dot(&values.slice(s![..scores.len(), ..]));
                        let mixed = (&output.row(i) * old + tile * added) / total;
                        output.row_mut(i).assign(&mixed);
                        (max[i], sum[i]) = (new, total);
                    }
                    from = end;
                }
                let log_sum_exp = max.iter().zip(&sum).map(|(m, l)| m + l.ln()).collect();
                (output, log_sum_exp)
            },
        },
        Alternative {
            name: "double precision, one score after another, the last tile of keys first",
            answer: |queries, memory, mask| {
                let (n, m, tile, e) = (queries.nrows(), memory.rows(), memory.tile(), memory.value_width());
                let mut output = Array2::zeros((n, e));
                let mut log_sum_exp = Array1::from_elem(n, f32::NEG_INFINITY);
                for first in (0..n).step_by(tile) {
                    let end = (first + tile).min(n);
                    let mut states = vec![(f64::NEG_INFINITY, 0.0_f64, vec![0.0_f64; e]); end - first];
                    let seen = if mask == Mask::Causal { (end + m).saturating_sub(n) } else { m };
                    for t in (0..seen.div_ceil(tile)).rev() {
                        let from = t * tile;
                        let (keys, values) = memory.load(from..seen.min(from + tile));
                        for (r, (max, sum, out)) in states.iter_mut().enumerate() {
                            let i = first + r;
                            for j in (0..keys.nrows()).filter(|j| mask == Mask::None || from + j + n <= i + m)
                            {
                                let product: f64 = (0..queries.ncols())
                                    .map(|c| f64::from(queries[[i, c]]) * f64::from(keys[[j, c]]))
                                    .sum();
                                let score = product / (queries.ncols() as f64).sqrt();
                                let new = max.max(score);
                                let (rescale, weight) = ((*max - new).exp(), (score - new).exp());
                                *sum = *sum * rescale + weight;
                                for (o, &v) in out.iter_mut().zip(values.row(j)) {
                                    *o = *o * rescale + weight * f64::from(v);
                                }
                                *max = new;
                            }
                        }
                    }
                    for (r, (max, sum, out)) in states.into_iter().enumerate().filter(|(_, s)| s.1 > 0.0) {
                        output.row_mut(first + r).assign(&Array1::from(out).mapv(|o| (o / sum) as f32));
                        log_sum_exp[first + r] = (max + sum.ln()) as f32;
                    }
                }
                (output, log_sum_exp)
            },
        },
        Alternative {
            name: "each tile by itself, and then merged",
            answer: |queries, memory, mask| {
                let (n, m, tile) = (queries.nrows(), memory.rows(), memory.tile());
                let mut output = Array2::zeros((n, memory.value_width()));
                let mut total = Array1::from_elem(n, f32::NEG_INFINITY);
                for (q, first) in queries.axis_chunks_iter(Axis(0), tile).zip((0..n).step_by(tile)) {
                    let rows = s![first..first + q.nrows()];
                    let last = first + q.nrows() - 1;
                    let mut from = 0;
                    while from < m && (mask == Mask::None || from + n <= last + m) {
                        let (keys, values) = memory.load(from..m.min(from + tile));
                        let mut scores = q.dot(&keys.t()) * (q.ncols() as f32).powf(-0.5);
                        for ((i, j), score) in scores.indexed_iter_mut() {
                            if mask == Mask::Causal && from + j + n > first + i + m {
                                *score = f32::NEG_INFINITY;
                            }
                        }
                        let part = attention::solution::softmax::softmax(scores.view()).dot(&values);
                        let part_total = scores.map_axis(Axis(1), |row| {
                            let max = row.iter().copied().fold(f32::MIN, f32::max);
                            max + row.iter().map(|s| (s - max).exp()).sum::<f32>().ln()
                        });
                        let outputs = [output.slice(s![first..=last, ..]), part.view()];
                        let totals = [total.slice(rows), part_total.view()];
                        let (both, both_total) = attention::solution::merge::merge(
                            ndarray::stack(Axis(0), &outputs).unwrap().view(),
                            ndarray::stack(Axis(0), &totals).unwrap().view(),
                        );
                        output.slice_mut(s![first..=last, ..]).assign(&both);
                        total.slice_mut(rows).assign(&both_total);
                        from += tile;
                    }
                }
                (output, total)
            },
        },
        Alternative {
            name: "half tiles, each attention of its own, merged by their log-sum-exps, for twice as many queries",
            answer: |queries, memory, mask| {
                let (n, m, step) = (queries.nrows(), memory.rows(), memory.tile().div_ceil(2));
                let hidden = |i: usize, j: usize| mask == Mask::Causal && j + n > i + m;
                let mut output = Array2::<f32>::zeros((n, memory.value_width()));
                let mut total = Array1::<f32>::from_elem(n, f32::NEG_INFINITY);
                for first in (0..n).step_by(2 * memory.tile()) {
                    let end = n.min(first + 2 * memory.tile());
                    for from in (0..m).step_by(step).take_while(|&from| !hidden(end - 1, from)) {
                        let (keys, values) = memory.load(from..m.min(from + step));
                        for i in first..end {
                            let scores = keys.dot(&queries.row(i)) / (queries.ncols() as f32).sqrt();
                            let seen = (from..from + keys.nrows()).take_while(|&j| !hidden(i, j)).count();
                            let scores = scores.slice(s![..seen]);
                            let max = scores.fold(f32::NEG_INFINITY, |max, &score| max.max(score));
                            if seen == 0 {
                                continue;
                            }
                            let weights = scores.mapv(|score| (score - max).exp());
                            let part = weights.dot(&values.slice(s![..seen, ..])) / weights.sum();
                            let of_part = max + weights.sum().ln();
                            let top = total[i].max(of_part);
                            let (a, b) = ((total[i] - top).exp(), (of_part - top).exp());
                            let both = (&output.row(i) * a + part * b) / (a + b);
                            output.row_mut(i).assign(&both);
                            total[i] = top + (a + b).ln();
                        }
                    }
                }
                (output, total)
            },
        },
    ]
}
