//! Right answers to `csa` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis, ShapeBuilder, concatenate, s};

use compression::Csa;

pub(super) fn alternatives() -> Vec<Alternative<Csa>> {
    vec![
        Alternative {
            name: "all scores under a mask of −∞, and a column for the sink, in double precision",
            answer: |queries, tokens, blocks, chosen, sinks, window| {
                let (n, heads, width) = queries.dim();
                let entries = concatenate![Axis(0), tokens, blocks].mapv(f64::from);
                let mut output = Array3::zeros((n, heads, width).f());
                for h in 0..heads {
                    let queries = queries.slice(s![.., h, ..]).mapv(f64::from);
                    let mut scores = Array2::from_elem((n, entries.nrows() + 1), f64::from(sinks[h]));
                    let products = queries.dot(&entries.t()) * (width as f64).sqrt().recip();
                    for ((t, e), &score) in products.indexed_iter() {
                        let seen =
                            if e < n { e <= t && e + window > t } else { chosen[t].contains(&(e - n)) };
                        scores[[t, e]] = if seen { score } else { f64::NEG_INFINITY };
                    }
                    for mut row in scores.rows_mut() {
                        let largest = row.fold(f64::NEG_INFINITY, |most, &score| most.max(score));
                        row.mapv_inplace(|score| (score - largest).exp());
                        let sum = row.sum();
                        row /= sum;
                    }
                    let mixed = scores.slice(s![.., ..entries.nrows()]).dot(&entries);
                    output.slice_mut(s![.., h, ..]).assign(&mixed.mapv(|x| x as f32));
                }
                output
            },
        },
        Alternative {
            name: "online softmax whose state begins with the sink, newest token first and blocks from the end of the list",
            answer: |queries, tokens, blocks, chosen, sinks, window| {
                let (n, heads, width) = queries.dim();
                let mut output = Array3::zeros((n, heads, width));
                for (t, list) in chosen.iter().enumerate() {
                    let tokens = (0..=t).rev().take(window).map(|j| tokens.row(j));
                    let rows: Vec<ArrayView1<'_, f32>> =
                        tokens.chain(list.iter().rev().map(|&block| blocks.row(block))).collect();
                    for h in 0..heads {
                        let query = queries.slice(s![t, h, ..]);
                        let (mut max, mut sum, mut mean) = (sinks[h], 1.0_f32, Array1::zeros(width));
                        for row in &rows {
                            let score = query.iter().zip(row).map(|(q, x)| q * x).sum::<f32>()
                                / (width as f32).sqrt();
                            let new = max.max(score);
                            let (old, weight) = ((max - new).exp(), (score - new).exp());
                            sum = sum * old + weight;
                            mean = mean * old + row.mapv(|x| x * weight);
                            max = new;
                        }
                        output.slice_mut(s![t, h, ..]).assign(&(mean / sum));
                    }
                }
                output
            },
        },
        Alternative {
            name: "window and blocks apart, each with its log-sum-exp, merged with the sink's",
            answer: |queries, tokens, blocks, chosen, sinks, window| {
                let (n, heads, width) = queries.dim();
                let part = |query: &Array1<f32>, rows: &Array2<f32>| {
                    let scores = rows.dot(query);
                    let largest = scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
                    if largest == f32::NEG_INFINITY {
                        return (Array1::zeros(query.len()), largest);
                    }
                    let weights = scores.mapv(|score| (score - largest).exp());
                    (weights.dot(rows) / weights.sum(), largest + weights.sum().ln())
                };
                let mut output = Array3::zeros((n, heads, width));
                for (t, list) in chosen.iter().enumerate() {
                    let first = t.saturating_sub(window - 1);
                    let near = tokens.slice(s![first..t + 1, ..]).to_owned();
                    let mut far = Array2::zeros((list.len(), width));
                    for (mut row, &block) in far.rows_mut().into_iter().zip(list) {
                        row.assign(&blocks.row(block));
                    }
                    for h in 0..heads {
                        let query = queries.slice(s![t, h, ..]).mapv(|q| q / (width as f32).sqrt());
                        let parts =
                            [part(&query, &near), part(&query, &far), (Array1::zeros(width), sinks[h])];
                        let most = parts.iter().fold(f32::NEG_INFINITY, |most, part| most.max(part.1));
                        let sum: f32 = parts.iter().map(|part| (part.1 - most).exp()).sum();
                        for (mean, lse) in parts {
                            output.slice_mut(s![t, h, ..]).scaled_add((lse - most).exp() / sum, &mean);
                        }
                    }
                }
                output
            },
        },
    ]
}
