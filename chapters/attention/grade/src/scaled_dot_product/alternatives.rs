//! Right answers to `scaled_dot_product` by another route.

use judge::Alternative;
use ndarray::Array2;

use attention::{Mask, ScaledDotProduct};

pub(super) fn alternatives() -> Vec<Alternative<ScaledDotProduct>> {
    vec![
        Alternative {
            name: "masked after the softmax, and normalised again",
            answer: |queries, keys, values, mask| {
                let (n, m) = (queries.nrows(), keys.nrows());
                let scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
                let mut weights = attention::solution::softmax::softmax(scores.view());
                for (i, mut row) in weights.rows_mut().into_iter().enumerate() {
                    for (j, weight) in row.iter_mut().enumerate() {
                        *weight *= f32::from(mask == Mask::None || j + n <= i + m);
                    }
                    let sum = row.sum();
                    if sum > 0.0 {
                        row /= sum;
                    }
                }
                weights.dot(&values)
            },
        },
        Alternative {
            name: "loops in double precision, keys outside, with a running maximum",
            answer: |queries, keys, values, mask| {
                let (n, m, e) = (queries.nrows(), keys.nrows(), values.ncols());
                let mut state = vec![(f64::NEG_INFINITY, 0.0, vec![0.0; e]); n];
                for j in 0..m {
                    for (i, (max, sum, output)) in state.iter_mut().enumerate() {
                        if mask == Mask::Causal && j + n > i + m {
                            continue;
                        }
                        let product: f64 = queries
                            .row(i)
                            .iter()
                            .zip(keys.row(j))
                            .map(|(&a, &b)| f64::from(a) * f64::from(b))
                            .sum();
                        let score = product * (queries.ncols() as f64).powf(-0.5);
                        let new = max.max(score);
                        let (rescale, weight) = ((*max - new).exp(), (score - new).exp());
                        *max = new;
                        *sum = *sum * rescale + weight;
                        for (o, &v) in output.iter_mut().zip(values.row(j)) {
                            *o = *o * rescale + weight * f64::from(v);
                        }
                    }
                }
                Array2::from_shape_fn((n, e), |(i, c)| {
                    let (_, sum, output) = &state[i];
                    if *sum > 0.0 { (output[c] / sum) as f32 } else { 0.0 }
                })
            },
        },
        Alternative {
            name: "queries scaled first, visible keys sliced, sums from the last key to the first",
            answer: |queries, keys, values, mask| {
                let (n, m) = (queries.nrows(), keys.nrows());
                let scaled = queries.mapv(|x| x / (queries.ncols() as f32).sqrt());
                Array2::from_shape_fn((n, values.ncols()), |(i, c)| {
                    let visible = if mask == Mask::Causal { (i + 1 + m).saturating_sub(n) } else { m };
                    let score = |j: usize| scaled.row(i).dot(&keys.row(j));
                    let largest = (0..visible).map(score).fold(f32::NEG_INFINITY, f32::max);
                    let sum: f32 = (0..visible).rev().map(|j| (score(j) - largest).exp()).sum();
                    let weighted: f32 =
                        (0..visible).rev().map(|j| (score(j) - largest).exp() * values[[j, c]]).sum();
                    if visible == 0 { 0.0 } else { weighted / sum }
                })
            },
        },
    ]
}
