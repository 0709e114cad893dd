//! Right answers to `additive` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, concatenate};

use attention::Additive;

pub(super) fn alternatives() -> Vec<Alternative<Additive>> {
    vec![
        Alternative {
            name: "all pairs and hidden units at once, by broadcasting, scores column-major",
            answer: |queries, keys, values, w_query, w_key, w_score| {
                let from_query = queries.dot(&w_query).insert_axis(Axis(1));
                let from_key = keys.dot(&w_key).insert_axis(Axis(0));
                let hidden: Array3<f32> = (&from_query + &from_key).mapv_into(f32::tanh);
                let scores = (hidden * w_score).sum_axis(Axis(2));
                let weights = attention::solution::softmax::softmax(scores.view());
                (scores.t().as_standard_layout().into_owned().reversed_axes(), weights.dot(&values))
            },
        },
        Alternative {
            name: "one matrix over the joined vector, tanh by the logistic function, keys outside, double precision",
            answer: |queries, keys, values, w_query, w_key, w_score| {
                let weights = concatenate![Axis(0), w_query, w_key].mapv(f64::from);
                let (n, m) = (queries.nrows(), keys.nrows());
                let mut scores = Array2::<f64>::zeros((n, m));
                for (j, key) in keys.rows().into_iter().enumerate() {
                    for (i, query) in queries.rows().into_iter().enumerate() {
                        let joined = concatenate![Axis(0), query, key].mapv(f64::from);
                        for (unit, &w) in w_score.iter().enumerate() {
                            let inner = joined.dot(&weights.column(unit));
                            // tanh x = 2 σ(2x) − 1.
                            scores[[i, j]] += f64::from(w) * (2.0 / (1.0 + (-2.0 * inner).exp()) - 1.0);
                        }
                    }
                }
                let mut contexts = Array2::<f64>::zeros((n, values.ncols()));
                for i in 0..n {
                    let largest = scores.row(i).fold(f64::MIN, |a, &b| a.max(b));
                    let sum: f64 = scores.row(i).iter().map(|s| (s - largest).exp()).sum();
                    for j in 0..m {
                        let weight = (scores[[i, j]] - largest).exp() / sum;
                        contexts.row_mut(i).zip_mut_with(&values.row(j), |c, &v| *c += weight * f64::from(v));
                    }
                }
                (scores.mapv(|s| s as f32), contexts.mapv(|c| c as f32))
            },
        },
        Alternative {
            name: "hidden unit by hidden unit, scores added up in place",
            answer: |queries, keys, values, w_query, w_key, w_score| {
                let mut scores = Array2::<f32>::zeros((queries.nrows(), keys.nrows()));
                for unit in (0..w_score.len()).rev() {
                    let from_query = queries.dot(&w_query.column(unit));
                    let from_key = keys.dot(&w_key.column(unit));
                    for ((i, j), score) in scores.indexed_iter_mut() {
                        *score += w_score[unit] * (from_key[j] + from_query[i]).tanh();
                    }
                }
                let contexts = attention::solution::softmax::softmax(scores.view()).dot(&values);
                (scores, contexts)
            },
        },
    ]
}
