//! Right answers to `flash_backward` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis, s};

use attention::{FlashBackward, Gradients, Mask, Saved};

fn zeros(saved: &Saved<'_>) -> Gradients {
    Gradients {
        queries: Array2::zeros(saved.queries.raw_dim()),
        keys: Array2::zeros(saved.keys.raw_dim()),
        values: Array2::zeros(saved.values.raw_dim()),
    }
}

pub(super) fn alternatives() -> Vec<Alternative<FlashBackward>> {
    vec![
        Alternative {
            name: "a few keys at a time, with the keys scaled first: FlashAttention-2's loop",
            answer: |saved, upstream| {
                let Saved { queries, keys, values, output, log_sum_exp, mask } = saved;
                let (n, m) = (queries.nrows(), keys.nrows());
                let root = (queries.ncols() as f32).sqrt();
                let mut gradients = zeros(saved);
                let delta = (output * &upstream).sum_axis(Axis(1));
                let mut from = 0;
                while from < m {
                    let end = m.min(from + 5);
                    let keys = keys.slice(s![from..end, ..]).mapv(|x| x / root);
                    let mut weights = queries.dot(&keys.t());
                    for ((i, j), weight) in weights.indexed_iter_mut() {
                        let hidden = *mask == Mask::Causal && from + j + n > i + m;
                        *weight = if hidden { 0.0 } else { (*weight - log_sum_exp[i]).exp() };
                    }
                    let mut scores = upstream.dot(&values.slice(s![from..end, ..]).t());
                    for ((i, j), score) in scores.indexed_iter_mut() {
                        *score = (*score - delta[i]) * weights[[i, j]];
                    }
                    gradients.values.slice_mut(s![from..end, ..]).assign(&weights.t().dot(&upstream));
                    gradients.keys.slice_mut(s![from..end, ..]).assign(&(scores.t().dot(queries) / root));
                    gradients.queries += &scores.dot(&keys);
                    from = end;
                }
                gradients
            },
        },
        Alternative {
            name: "double precision, one pair of query and key after another, D from the weights",
            answer: |saved, upstream| {
                let Saved { queries, keys, values, log_sum_exp, mask, .. } = saved;
                let ((n, d), (m, e)) = (queries.dim(), values.dim());
                let root = (d as f64).sqrt();
                let (mut dq, mut dk, mut dv) = (
                    Array2::<f64>::zeros((n, d)),
                    Array2::<f64>::zeros((m, d)),
                    Array2::<f64>::zeros((m, e)),
                );
                for i in 0..n {
                    let visible = if *mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) };
                    let product = |a: f32, b: f32| f64::from(a) * f64::from(b);
                    let weight = |j: usize| {
                        let score: f64 = (0..d).map(|c| product(queries[[i, c]], keys[[j, c]])).sum();
                        (score / root - f64::from(log_sum_exp[i])).exp()
                    };
                    let slope =
                        |j: usize| -> f64 { (0..e).map(|c| product(upstream[[i, c]], values[[j, c]])).sum() };
                    let delta: f64 = (0..visible).map(|j| weight(j) * slope(j)).sum();
                    for j in 0..visible {
                        let p = weight(j);
                        let ds = p * (slope(j) - delta) / root;
                        for c in 0..d {
                            dq[[i, c]] += ds * f64::from(keys[[j, c]]);
                            dk[[j, c]] += ds * f64::from(queries[[i, c]]);
                        }
                        for c in 0..e {
                            dv[[j, c]] += p * f64::from(upstream[[i, c]]);
                        }
                    }
                }
                let [queries, keys, values] = [dq, dk, dv].map(|gradient| gradient.mapv(|x| x as f32));
                Gradients { queries, keys, values }
            },
        },
        Alternative {
            name: "one query at a time, with the softmax once more instead of the log-sum-exp",
            answer: |saved, upstream| {
                let Saved { queries, keys, values, mask, .. } = saved;
                let (n, m) = (queries.nrows(), keys.nrows());
                let scale = (queries.ncols() as f32).powf(-0.5);
                let mut gradients = zeros(saved);
                for i in 0..n {
                    let visible = if *mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) };
                    let (keys, values) = (keys.slice(s![..visible, ..]), values.slice(s![..visible, ..]));
                    let scores = keys.dot(&queries.row(i)) * scale;
                    if visible == 0 {
                        continue;
                    }
                    let weights = attention::solution::softmax::softmax(scores.view().insert_axis(Axis(0)));
                    let weights = weights.row(0);
                    let slopes = values.dot(&upstream.row(i));
                    let mean = weights.dot(&slopes);
                    let scores = &weights * &(slopes - mean);
                    gradients.queries.row_mut(i).assign(&(scores.dot(&keys) * scale));
                    for j in 0..visible {
                        gradients.keys.row_mut(j).scaled_add(scores[j] * scale, &queries.row(i));
                        gradients.values.row_mut(j).scaled_add(weights[j], &upstream.row(i));
                    }
                }
                gradients
            },
        },
    ]
}
