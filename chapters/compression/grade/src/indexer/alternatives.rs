//! Right answers to `indexer` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use compression::Indexer;

pub(super) fn alternatives() -> Vec<Alternative<Indexer>> {
    vec![
        Alternative {
            name: "loops in double precision, which leave out products that are not positive",
            answer: |queries, keys, weights| {
                let (n, heads, width) = queries.dim();
                Array2::from_shape_fn((n, keys.nrows()), |(t, s)| {
                    let mut sum = 0.0_f64;
                    for h in (0..heads).rev() {
                        let mut product = 0.0_f64;
                        for c in 0..width {
                            product += f64::from(queries[[t, h, c]]) * f64::from(keys[[s, c]]);
                        }
                        if product > 0.0 {
                            sum += f64::from(weights[[t, h]]) * product;
                        }
                    }
                    sum as f32
                })
            },
        },
        Alternative {
            name: "a row of weights times a matrix of matches, query by query; (x + |x|)/2 for ReLU",
            answer: |queries, keys, weights| {
                let mut scores = Array2::zeros((queries.len_of(Axis(0)), keys.nrows()));
                for ((t, query), mut row) in queries.outer_iter().enumerate().zip(scores.rows_mut()) {
                    let products = keys.dot(&query.t());
                    let matches = products.mapv(|x| f32::midpoint(x, x.abs()));
                    row.assign(&matches.dot(&weights.row(t)));
                }
                scores
            },
        },
    ]
}
