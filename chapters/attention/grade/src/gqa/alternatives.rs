//! Right answers to `gqa` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, ShapeBuilder, s};

use attention::{Gqa, Mask};

pub(super) fn alternatives() -> Vec<Alternative<Gqa>> {
    vec![
        Alternative {
            name: "keys and values written out for every head, group = h · groups / heads",
            answer: |queries, keys, values, mask| {
                let (heads, groups) = (queries.dim().1, keys.dim().1);
                let index: Vec<usize> = (0..heads).map(|h| h * groups / heads).collect();
                let (keys, values) = (keys.select(Axis(1), &index), values.select(Axis(1), &index));
                let outputs: Vec<Array2<f32>> = (0..heads)
                    .map(|h| {
                        attention::solution::scaled_dot_product::scaled_dot_product(
                            queries.slice(s![.., h, ..]),
                            keys.slice(s![.., h, ..]),
                            values.slice(s![.., h, ..]),
                            mask,
                        )
                    })
                    .collect();
                let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
                ndarray::stack(Axis(1), &views).expect("heads have one shape")
            },
        },
        Alternative {
            name: "loops in double precision, last head first, column-major result",
            answer: |queries, keys, values, mask| {
                let ((n, heads, width), (m, groups, e)) = (queries.dim(), values.dim());
                let mut output = Array3::zeros((n, heads, e).f());
                for g in (0..groups).rev() {
                    for h in (g * heads / groups..(g + 1) * heads / groups).rev() {
                        for i in 0..n {
                            let seen = if mask == Mask::Causal { (i + m + 1).saturating_sub(n) } else { m };
                            let scores: Vec<f64> = (0..seen)
                                .map(|j| {
                                    let terms = (0..width)
                                        .map(|k| f64::from(queries[[i, h, k]]) * f64::from(keys[[j, g, k]]));
                                    terms.sum::<f64>() / (width as f64).sqrt()
                                })
                                .collect();
                            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                            let sum: f64 = scores.iter().map(|s| (s - largest).exp()).sum();
                            for c in 0..e {
                                let terms = scores.iter().enumerate();
                                let terms =
                                    terms.map(|(j, s)| (s - largest).exp() * f64::from(values[[j, g, c]]));
                                output[[i, h, c]] =
                                    if seen == 0 { 0.0 } else { (terms.sum::<f64>() / sum) as f32 };
                            }
                        }
                    }
                }
                output
            },
        },
        Alternative {
            name: "the heads of a group as rows of one matrix of queries",
            answer: |queries, keys, values, mask| {
                // Against the same keys it does not matter which head a query comes from; only the mask must know its token.
                let ((n, heads, width), (m, groups, e)) = (queries.dim(), values.dim());
                let share = heads / groups;
                let mut output = Array3::zeros((n, heads, e));
                for g in 0..groups {
                    let rows = queries.slice(s![.., g * share..(g + 1) * share, ..]);
                    let rows = rows.as_standard_layout().into_owned();
                    let rows = rows.into_shape_with_order((n * share, width)).expect("as many elements");
                    let mut scores = rows.dot(&keys.slice(s![.., g, ..]).t());
                    scores /= (width as f32).sqrt();
                    for ((row, j), score) in scores.indexed_iter_mut() {
                        if mask == Mask::Causal && j + n > row / share + m {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                    let weights = attention::solution::softmax::softmax(scores.view());
                    let heads = weights.dot(&values.slice(s![.., g, ..]));
                    let heads = heads.into_shape_with_order((n, share, e)).expect("as many elements");
                    output.slice_mut(s![.., g * share..(g + 1) * share, ..]).assign(&heads);
                }
                output
            },
        },
    ]
}
