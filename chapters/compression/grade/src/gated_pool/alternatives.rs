//! Right answers to `gated_pool` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis, s};

use compression::GatedPool;

pub(super) fn alternatives() -> Vec<Alternative<GatedPool>> {
    vec![
        Alternative {
            name: "one token after the other: a running maximum, sum and mean for each channel, in double precision",
            answer: |values, gates, bias| {
                let ((n, channels), block) = (values.dim(), bias.nrows());
                let mut out = Array2::zeros((n / block, channels));
                for i in 0..n / block {
                    for c in 0..channels {
                        let (mut most, mut sum, mut mean) = (f64::NEG_INFINITY, 0.0, 0.0);
                        for r in 0..block {
                            let t = i * block + r;
                            let score = f64::from(gates[[t, c]]) + f64::from(bias[[r, c]]);
                            let new = f64::max(most, score);
                            let (old, weight) = ((most - new).exp(), (score - new).exp());
                            sum = sum * old + weight;
                            mean = mean * old + weight * f64::from(values[[t, c]]);
                            most = new;
                        }
                        out[[i, c]] = (mean / sum) as f32;
                    }
                }
                out
            },
        },
        Alternative {
            name: "all blocks at once as (⌊n/m⌋, m, c), weights by the log-sum-exp",
            answer: |values, gates, bias| {
                let ((n, channels), block) = (values.dim(), bias.nrows());
                let (entries, complete) = (n / block, n / block * block);
                let cube = |rows: ndarray::ArrayView2<'_, f32>| {
                    let rows = rows.slice(s![..complete, ..]).as_standard_layout().into_owned();
                    rows.into_shape_with_order((entries, block, channels)).expect("complete blocks")
                };
                let scores = cube(gates) + bias;
                let most = scores.map_axis(Axis(1), |lane| lane.iter().copied().fold(f32::MIN, f32::max));
                let shifted = &scores - &most.view().insert_axis(Axis(1));
                let log_sum = shifted.mapv(f32::exp).sum_axis(Axis(1)).mapv(f32::ln);
                let weights = (shifted - log_sum.insert_axis(Axis(1))).mapv(f32::exp);
                (weights * cube(values)).sum_axis(Axis(1))
            },
        },
        Alternative {
            name: "each weight as 1 / Σ exp(other − own), whose infinities give weights of 0",
            answer: |values, gates, bias| {
                let block = bias.nrows();
                Array2::from_shape_fn((values.nrows() / block, values.ncols()), |(i, c)| {
                    let score = |r: usize| gates[[i * block + r, c]] + bias[[r, c]];
                    let weight = |own: usize| {
                        let others = (0..block).map(|r| (score(r) - score(own)).exp());
                        others.sum::<f32>().recip()
                    };
                    (0..block).map(|r| weight(r) * values[[i * block + r, c]]).sum()
                })
            },
        },
    ]
}
