//! Right answers to `balance_loss` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis};

use moe::BalanceLoss;

pub(super) fn alternatives() -> Vec<Alternative<BalanceLoss>> {
    vec![
        Alternative {
            name: "the mean over the experts of E² f P, as mesh_tensorflow writes it, with one-hot rows",
            answer: |logits| {
                let (tokens, experts) = logits.dim();
                let largest =
                    logits.fold_axis(Axis(1), f32::NEG_INFINITY, |&a, &b| a.max(b)).insert_axis(Axis(1));
                let exponentials = (&logits - &largest).exp();
                let probabilities = &exponentials / &exponentials.sum_axis(Axis(1)).insert_axis(Axis(1));
                let mut one_hot = Array2::<f32>::zeros((tokens, experts));
                for (token, row) in logits.rows().into_iter().enumerate() {
                    let best = row.iter().position(|&x| x == largest[[token, 0]]).expect("the largest");
                    one_hot[[token, best]] = 1.0;
                }
                let density = one_hot.mean_axis(Axis(0)).expect("a token");
                let proxy = probabilities.mean_axis(Axis(0)).expect("a token");
                (density * proxy).mean().expect("an expert") * (experts * experts) as f32
            },
        },
        Alternative {
            name: "loops in double precision, token by token: what the chosen expert's column costs",
            answer: |logits| {
                let (tokens, experts) = logits.dim();
                let mut columns = Array1::<f64>::zeros(experts);
                let mut chosen = vec![0_u32; experts];
                for row in logits.rows() {
                    let mut best = 0;
                    for e in 1..experts {
                        if row[e] > row[best] {
                            best = e;
                        }
                    }
                    chosen[best] += 1;
                    let top = f64::from(row[best]);
                    let sum: f64 = row.iter().map(|&x| (f64::from(x) - top).exp()).sum();
                    for e in 0..experts {
                        columns[e] += (f64::from(row[e]) - top - sum.ln()).exp();
                    }
                }
                let total: f64 = (0..experts).rev().map(|e| f64::from(chosen[e]) * columns[e]).sum();
                (total * experts as f64 / (tokens as f64 * tokens as f64)) as f32
            },
        },
        Alternative {
            name: "experts sorted, and sums from the smallest on",
            answer: |logits| {
                let (tokens, experts) = logits.dim();
                let mut f = Array1::<f32>::zeros(experts);
                let mut p = Array1::<f32>::zeros(experts);
                for row in logits.rows() {
                    let mut order: Vec<usize> = (0..experts).collect();
                    order.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).expect("comparable").then(a.cmp(&b)));
                    f[order[0]] += 1.0;
                    let top = row[order[0]];
                    // From the smallest on.
                    let sum: f32 = order.iter().rev().map(|&e| (row[e] - top).exp()).sum();
                    for &e in &order {
                        p[e] += (row[e] - top).exp() / sum;
                    }
                }
                experts as f32 * (f / tokens as f32).dot(&(p / tokens as f32))
            },
        },
    ]
}
