//! Right answers to `hca` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Array3, Axis, concatenate, s};

use compression::Hca;

pub(super) fn alternatives() -> Vec<Alternative<Hca>> {
    vec![
        Alternative {
            name: "token after token, as a text is written: a compressor with a state, and a running softmax, in double precision",
            answer: |queries, tokens, values, gates, bias, sinks, window| {
                let (n, heads, width) = queries.dim();
                let m = bias.len_of(Axis(0));
                let mut entries: Vec<Vec<f64>> = Vec::new();
                let start = || vec![(f64::NEG_INFINITY, 0.0_f64, 0.0_f64); width];
                let mut state = start();
                let mut output = Array3::zeros((n, heads, width));
                for t in 0..n {
                    for (c, (most, sum, mean)) in state.iter_mut().enumerate() {
                        let score = f64::from(gates[[t, c]]) + f64::from(bias[[t % m, c]]);
                        let new = most.max(score);
                        let (old, weight) = ((*most - new).exp(), (score - new).exp());
                        *sum = *sum * old + weight;
                        *mean = *mean * old + weight * f64::from(values[[t, c]]);
                        *most = new;
                    }
                    if t % m == m - 1 {
                        entries.push(state.iter().map(|(_, sum, mean)| mean / sum).collect());
                        state = start();
                    }
                    let near = (0..=t).rev().take(window);
                    let near = near.map(|s| tokens.row(s).iter().map(|&x| f64::from(x)).collect::<Vec<_>>());
                    let seen: Vec<Vec<f64>> = entries.iter().cloned().chain(near).collect();
                    for h in 0..heads {
                        let (mut most, mut sum) = (f64::from(sinks[h]), 1.0);
                        let mut mean = vec![0.0; width];
                        for entry in &seen {
                            let product =
                                entry.iter().enumerate().map(|(c, x)| f64::from(queries[[t, h, c]]) * x);
                            let score = product.sum::<f64>() / (width as f64).sqrt();
                            let new = most.max(score);
                            let (old, weight) = ((most - new).exp(), (score - new).exp());
                            sum = sum * old + weight;
                            mean.iter_mut().zip(entry).for_each(|(mean, x)| *mean = *mean * old + weight * x);
                            most = new;
                        }
                        for c in 0..width {
                            output[[t, h, c]] = (mean[c] / sum) as f32;
                        }
                    }
                }
                output
            },
        },
        Alternative {
            name: "everything padded to whole blocks and pooled at once, then all scores under a mask of −∞",
            answer: |queries, tokens, values, gates, bias, sinks, window| {
                let (n, heads, width) = queries.dim();
                let m = bias.nrows();
                let blocks = n.div_ceil(m);
                let padded = |rows: ndarray::ArrayView2<'_, f32>| {
                    let mut all = Array2::zeros((blocks * m, width));
                    all.slice_mut(s![..n, ..]).assign(&rows);
                    all.into_shape_with_order((blocks, m, width)).expect("whole blocks")
                };
                let scores = padded(gates) + bias;
                let most = scores.map_axis(Axis(1), |lane| lane.fold(f32::NEG_INFINITY, |a, &b| a.max(b)));
                let weights = (scores - most.insert_axis(Axis(1))).mapv(f32::exp);
                let entries = (&weights * padded(values)).sum_axis(Axis(1)) / weights.sum_axis(Axis(1));
                let all = concatenate![Axis(0), tokens, entries];
                let mask = Array2::from_shape_fn((n, n + blocks), |(t, e)| {
                    let seen = if e < n { e <= t && e + window > t } else { (e - n + 1) * m <= t + 1 };
                    if seen { 0.0 } else { f32::NEG_INFINITY }
                });
                let mut output = Array3::zeros((n, heads, width));
                for h in 0..heads {
                    let queries = queries.slice(s![.., h, ..]).to_owned();
                    let scores = queries.dot(&all.t()) / (width as f32).sqrt() + &mask;
                    for (t, row) in scores.rows().into_iter().enumerate() {
                        let most = row.fold(sinks[h], |a, &b| a.max(b));
                        let weights: Array1<f32> = row.mapv(|score| (score - most).exp());
                        let sum = weights.sum() + (sinks[h] - most).exp();
                        output.slice_mut(s![t, h, ..]).assign(&(weights.dot(&all) / sum));
                    }
                }
                output
            },
        },
    ]
}
