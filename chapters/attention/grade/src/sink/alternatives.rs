//! Right answers to `sink` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, ShapeBuilder};

use attention::Sink;

pub(super) fn alternatives() -> Vec<Alternative<Sink>> {
    vec![
        Alternative {
            name: "attention without the sink, times σ(lse − z), in double precision",
            answer: |queries, keys, values, sinks, visible| {
                let (heads, n, width) = queries.dim();
                let (_, m, value_width) = values.dim();
                let mut output = Array3::zeros((heads, n, value_width).f());
                for h in 0..heads {
                    for i in 0..n {
                        let score = |j: usize| {
                            let products = (0..width)
                                .map(|c| f64::from(queries[[h, i, c]]) * f64::from(keys[[h, j, c]]));
                            products.sum::<f64>() / (width as f64).sqrt()
                        };
                        let seen: Vec<(usize, f64)> =
                            (0..m).filter(|&j| visible[[i, j]]).map(|j| (j, score(j))).collect();
                        if seen.is_empty() {
                            continue;
                        }
                        let largest = seen.iter().map(|s| s.1).fold(f64::NEG_INFINITY, f64::max);
                        let sum: f64 = seen.iter().map(|s| (s.1 - largest).exp()).sum();
                        let gate = 1.0 / (1.0 + (f64::from(sinks[h]) - largest - sum.ln()).exp());
                        for c in 0..value_width {
                            let weighted: f64 = seen
                                .iter()
                                .map(|&(j, s)| (s - largest).exp() * f64::from(values[[h, j, c]]))
                                .sum();
                            output[[h, i, c]] = (weighted / sum * gate) as f32;
                        }
                    }
                }
                output
            },
        },
        Alternative {
            name: "online softmax whose state begins with the sink: max z, sum 1, output 0",
            answer: |queries, keys, values, sinks, visible| {
                let (heads, n, width) = queries.dim();
                let (_, m, value_width) = values.dim();
                let mut output = Array3::zeros((heads, n, value_width));
                for h in 0..heads {
                    for i in 0..n {
                        let (mut max, mut sum) = (sinks[h], 1.0_f32);
                        let mut mean = vec![0.0_f32; value_width];
                        for j in (0..m).rev().filter(|&j| visible[[i, j]]) {
                            let query = queries.index_axis(Axis(0), h);
                            let key = keys.index_axis(Axis(0), h);
                            let score = query.row(i).dot(&key.row(j)) / (width as f32).sqrt();
                            let new = max.max(score);
                            let (old, weight) = ((max - new).exp(), (score - new).exp());
                            sum = sum * old + weight;
                            for (c, x) in mean.iter_mut().enumerate() {
                                *x = *x * old + weight * values[[h, j, c]];
                            }
                            max = new;
                        }
                        for (c, x) in mean.iter().enumerate() {
                            output[[h, i, c]] = x / sum;
                        }
                    }
                }
                output
            },
        },
        Alternative {
            name: "the maximum of the keys alone, which lets the sink overflow to infinity and so to weights of 0",
            answer: |queries, keys, values, sinks, visible| {
                let (heads, n, width) = queries.dim();
                let (_, m, value_width) = values.dim();
                let mut output = Array3::zeros((heads, n, value_width));
                for h in 0..heads {
                    let scale = (width as f32).sqrt().recip();
                    let scaled = queries.index_axis(Axis(0), h).mapv(|x| x * scale);
                    let scores = scaled.dot(&keys.index_axis(Axis(0), h).t());
                    let mut weights = Array2::zeros((n, m));
                    for i in 0..n {
                        let seen = || (0..m).filter(|&j| visible[[i, j]]);
                        let largest = seen().map(|j| scores[[i, j]]).fold(f32::MIN, f32::max);
                        // Where the sink is far above, this is infinite, and every weight is 0.
                        let sink = (sinks[h] - largest).exp();
                        let sum = sink + seen().map(|j| (scores[[i, j]] - largest).exp()).sum::<f32>();
                        for j in seen() {
                            weights[[i, j]] = (scores[[i, j]] - largest).exp() / sum;
                        }
                    }
                    output.index_axis_mut(Axis(0), h).assign(&weights.dot(&values.index_axis(Axis(0), h)));
                }
                output
            },
        },
    ]
}
