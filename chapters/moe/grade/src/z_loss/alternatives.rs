//! Right answers to `z_loss` by another route.

use judge::Alternative;
use ndarray::Axis;

use moe::ZLoss;

pub(super) fn alternatives() -> Vec<Alternative<ZLoss>> {
    vec![
        Alternative {
            name: "two logits at a time, in double precision",
            answer: |logits| {
                let add = |a: f64, b: f64| a.max(b) + (-(a - b).abs()).exp().ln_1p();
                let mut total = 0.0;
                for row in logits.outer_iter() {
                    let lse = row.iter().skip(1).fold(f64::from(row[0]), |lse, &x| add(lse, f64::from(x)));
                    total += lse * lse;
                }
                (total / logits.nrows() as f64) as f32
            },
        },
        Alternative {
            name: "a logit less the logarithm of its own probability",
            answer: |logits| {
                let largest = logits.fold_axis(Axis(1), f32::NEG_INFINITY, |&a, &b| a.max(b));
                let exponentials = (&logits - &largest.view().insert_axis(Axis(1))).exp();
                // The largest has probability 1 / sum.
                let lse = &largest - &exponentials.sum_axis(Axis(1)).recip().ln();
                lse.pow2().mean().expect("a token")
            },
        },
        Alternative {
            name: "a running mean of squares, with the running maximum rescaled",
            answer: |logits| {
                let mut mean = 0.0_f32;
                for (token, row) in logits.rows().into_iter().enumerate() {
                    let (mut max, mut sum) = (f32::NEG_INFINITY, 0.0_f32);
                    for &x in row {
                        let new = max.max(x);
                        sum = sum * (max - new).exp() + (x - new).exp();
                        max = new;
                    }
                    let lse = max + sum.ln();
                    mean += (lse * lse - mean) / (token + 1) as f32;
                }
                mean
            },
        },
    ]
}
