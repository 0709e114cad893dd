//! Right answers to `luong` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Array3, Axis, concatenate, s};

use attention::{Luong, PairScore};

pub(super) fn alternatives() -> Vec<Alternative<Luong>> {
    vec![
        Alternative {
            name: "loops over pairs in double precision",
            answer: Luong {
                scores: |queries, keys, score| {
                    let (query_width, key_width) = (queries.ncols(), keys.ncols());
                    Array2::from_shape_fn((queries.nrows(), keys.nrows()), |(i, j)| {
                        let q = |k: usize| f64::from(queries[[i, k]]);
                        let k = |l: usize| f64::from(keys[[j, l]]);
                        let sum: f64 = match score {
                            PairScore::Dot => (0..query_width).map(|c| q(c) * k(c)).sum(),
                            PairScore::General { weights } => (0..query_width)
                                .flat_map(|a| (0..key_width).map(move |b| (a, b)))
                                .map(|(a, b)| q(a) * f64::from(weights[[a, b]]) * k(b))
                                .sum(),
                            PairScore::Concat { weights, w_score } => (0..w_score.len())
                                .map(|u| {
                                    let w = |row: usize| f64::from(weights[[row, u]]);
                                    let inner: f64 = (0..query_width).map(|c| q(c) * w(c)).sum::<f64>()
                                        + (0..key_width).map(|c| k(c) * w(query_width + c)).sum::<f64>();
                                    f64::from(w_score[u]) * inner.tanh()
                                })
                                .sum(),
                        };
                        sum as f32
                    })
                },
                attentional: |contexts, queries, weights| {
                    Array2::from_shape_fn((contexts.nrows(), weights.ncols()), |(i, c)| {
                        let joined = contexts.row(i).into_iter().chain(queries.row(i));
                        let products =
                            joined.zip(weights.column(c)).map(|(&x, &w)| f64::from(x) * f64::from(w));
                        products.sum::<f64>().tanh() as f32
                    })
                },
            },
        },
        Alternative {
            name: "keys transformed first, joined vectors for concat, tanh without overflow by hand",
            answer: Luong {
                scores: |queries, keys, score| match score {
                    PairScore::Dot => keys.dot(&queries.t()).reversed_axes(),
                    PairScore::General { weights } => queries.dot(&weights.dot(&keys.t())),
                    PairScore::Concat { weights, w_score } => {
                        Array2::from_shape_fn((queries.nrows(), keys.nrows()), |(i, j)| {
                            let joined: Array1<f32> = concatenate![Axis(0), queries.row(i), keys.row(j)];
                            w_score.dot(&joined.dot(&weights).mapv(tanh))
                        })
                    }
                },
                attentional: |contexts, queries, weights| {
                    let of_context = weights.slice(s![..contexts.ncols(), ..]);
                    let of_query = weights.slice(s![contexts.ncols().., ..]);
                    (queries.dot(&of_query) + contexts.dot(&of_context)).mapv(tanh)
                },
            },
        },
        Alternative {
            name: "broadcasting over queries, keys and channels",
            answer: Luong {
                scores: |queries, keys, score| {
                    let queries = match score {
                        PairScore::General { weights } => queries.dot(&weights),
                        _ => queries.to_owned(),
                    };
                    if let PairScore::Concat { weights, w_score } = score {
                        let from_query = queries.dot(&weights.slice(s![..queries.ncols(), ..]));
                        let from_key = keys.dot(&weights.slice(s![queries.ncols().., ..]));
                        let hidden: Array3<f32> =
                            &from_query.insert_axis(Axis(1)) + &from_key.insert_axis(Axis(0));
                        return (hidden.mapv_into(f32::tanh) * w_score).sum_axis(Axis(2));
                    }
                    let products: Array3<f32> =
                        &queries.insert_axis(Axis(1)) * &keys.to_owned().insert_axis(Axis(0));
                    products.sum_axis(Axis(2))
                },
                attentional: |contexts, queries, weights| {
                    let mut joined = Array2::zeros((contexts.nrows(), contexts.ncols() + queries.ncols()));
                    joined.slice_mut(s![.., ..contexts.ncols()]).assign(&contexts);
                    joined.slice_mut(s![.., contexts.ncols()..]).assign(&queries);
                    let mut output = weights.t().dot(&joined.t());
                    output.mapv_inplace(f32::tanh);
                    output.reversed_axes()
                },
            },
        },
    ]
}

/// An exponential that overflows leaves 1 − 0.
fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / ((2.0 * x).exp() + 1.0)
}
