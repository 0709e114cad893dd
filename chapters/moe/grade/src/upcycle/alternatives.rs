//! Right answers to `upcycle` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use moe::{Mlp, Upcycle};

pub(super) fn alternatives() -> Vec<Alternative<Upcycle>> {
    vec![
        Alternative {
            name: "softmax over all experts in double precision, cut to k, normalised; experts on their own tokens alone",
            answer: Upcycle {
                experts: |dense, count| (0..count).map(|_| dense.clone()).collect(),
                gates: |logits, k| {
                    let (t, count) = logits.dim();
                    let mut gates = Array2::zeros((t, count));
                    for i in 0..t {
                        let row: Vec<f64> = logits.row(i).iter().map(|&x| f64::from(x)).collect();
                        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                        let exps: Vec<f64> = row.iter().map(|x| (x - largest).exp()).collect();
                        let all: f64 = exps.iter().sum();
                        let mut experts: Vec<usize> = (0..count).collect();
                        experts.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap());
                        let kept: f64 = experts[..k].iter().map(|&e| exps[e] / all).sum();
                        for &e in &experts[..k] {
                            gates[[i, e]] = (exps[e] / all / kept) as f32;
                        }
                    }
                    gates
                },
                forward: |tokens, gates, experts| {
                    let mut sum = Array2::zeros(tokens.raw_dim());
                    for (e, expert) in experts.iter().enumerate() {
                        let own: Vec<usize> = (0..tokens.nrows()).filter(|&i| gates[[i, e]] != 0.0).collect();
                        if own.is_empty() {
                            continue;
                        }
                        let said = expert.apply(tokens.select(Axis(0), &own).view());
                        for (row, &i) in said.rows().into_iter().zip(&own) {
                            sum.row_mut(i).scaled_add(gates[[i, e]], &row);
                        }
                    }
                    sum
                },
            },
        },
        Alternative {
            name: "softmax with −∞ for all others; the expert written out, number by number",
            answer: Upcycle {
                experts: |dense, count| {
                    let copy = || Mlp { up: dense.up.to_owned(), down: dense.down.to_owned() };
                    std::iter::repeat_with(copy).take(count).collect()
                },
                gates: |logits, k| {
                    let mut masked = logits.to_owned();
                    for mut row in masked.rows_mut() {
                        let rank = |e: usize| {
                            let earlier = |i: usize| row[i] > row[e] || (row[i] == row[e] && i < e);
                            (0..row.len()).filter(|&i| earlier(i)).count()
                        };
                        let ranks: Vec<usize> = (0..row.len()).map(rank).collect();
                        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                        for (x, rank) in row.iter_mut().zip(ranks) {
                            *x = if rank < k { (*x - largest).exp() } else { 0.0 };
                        }
                        let sum = row.sum();
                        row /= sum;
                    }
                    masked
                },
                forward: |tokens, gates, experts| {
                    Array2::from_shape_fn(tokens.dim(), |(i, c)| {
                        let said = |expert: &Mlp| -> f64 {
                            let unit = |u: usize| {
                                let inner: f64 = (0..tokens.ncols())
                                    .map(|j| f64::from(tokens[[i, j]]) * f64::from(expert.up[[j, u]]))
                                    .sum();
                                inner / (1.0 + (-inner).exp()) * f64::from(expert.down[[u, c]])
                            };
                            (0..expert.up.ncols()).map(unit).sum()
                        };
                        let sum: f64 = experts
                            .iter()
                            .zip(gates.row(i))
                            .map(|(e, &gate)| f64::from(gate) * said(e))
                            .sum();
                        sum as f32
                    })
                },
            },
        },
    ]
}
