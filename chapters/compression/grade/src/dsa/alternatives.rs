//! Right answers to `dsa` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, ShapeBuilder, s};

use compression::Dsa;

pub(super) fn alternatives() -> Vec<Alternative<Dsa>> {
    vec![
        Alternative {
            name: "a mask of −∞ on all products, ranks by counting, in double precision",
            answer: |queries, keys, values, scores, k| {
                let (n, heads, width) = queries.dim();
                let mut chosen = Array2::from_elem((n, n), false);
                for (t, mut chosen) in chosen.rows_mut().into_iter().enumerate() {
                    let row: Vec<f32> = scores.row(t).iter().take(t + 1).copied().collect();
                    for s in 0..=t {
                        let ahead =
                            |&(o, &score): &(usize, &f32)| score > row[s] || (score == row[s] && o < s);
                        chosen[s] = row.iter().enumerate().filter(ahead).count() < k;
                    }
                }
                let mut output = Array3::zeros((n, heads, values.ncols()).f());
                for h in 0..heads {
                    let queries = queries.slice(s![.., h, ..]).mapv(f64::from);
                    let mut products = queries.dot(&keys.mapv(f64::from).t()) / (width as f64).sqrt();
                    products.zip_mut_with(&chosen, |x, &chosen| {
                        if !chosen {
                            *x = f64::NEG_INFINITY;
                        }
                    });
                    for mut row in products.rows_mut() {
                        let largest = row.fold(f64::NEG_INFINITY, |most, &x| most.max(x));
                        row.mapv_inplace(|x| (x - largest).exp());
                        let sum = row.sum();
                        row /= sum;
                    }
                    let of_head = products.dot(&values.mapv(f64::from));
                    output.slice_mut(s![.., h, ..]).assign(&of_head.mapv(|x| x as f32));
                }
                output
            },
        },
        Alternative {
            name: "online softmax over the best that is left, time after time",
            answer: |queries, keys, values, scores, k| {
                let (n, heads, width) = queries.dim();
                let mut output = Array3::zeros((n, heads, values.ncols()));
                for t in 0..n {
                    let mut left: Vec<usize> = (0..=t).collect();
                    let mut state = vec![(f32::NEG_INFINITY, 0.0_f32); heads];
                    while !left.is_empty() && t + 1 - left.len() < k {
                        let mut best = 0;
                        for at in 1..left.len() {
                            if scores[[t, left[at]]] > scores[[t, left[best]]] {
                                best = at;
                            }
                        }
                        let s = left.remove(best);
                        for (h, (largest, sum)) in state.iter_mut().enumerate() {
                            let query = queries.index_axis(Axis(0), t).row(h).to_owned();
                            let product = query.dot(&keys.row(s)) / (width as f32).sqrt();
                            let new = largest.max(product);
                            let (old, weight) = ((*largest - new).exp(), (product - new).exp());
                            let mut row = output.slice_mut(s![t, h, ..]);
                            row.zip_mut_with(&values.row(s), |o, v| *o = *o * old + weight * v);
                            (*largest, *sum) = (new, *sum * old + weight);
                        }
                    }
                    for (h, (_, sum)) in state.into_iter().enumerate() {
                        output.slice_mut(s![t, h, ..]).mapv_inplace(|x: f32| x / sum);
                    }
                }
                output
            },
        },
    ]
}
