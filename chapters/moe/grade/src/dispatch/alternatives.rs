//! Right answers to `dispatch` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};

use moe::{Dispatch, Permuted};

pub(super) fn alternatives() -> Vec<Alternative<Dispatch>> {
    vec![
        Alternative {
            name: "a counting sort; products laid one below the other; the inverse order",
            answer: Dispatch {
                permute: |tokens, experts, count| {
                    let (t, k) = experts.dim();
                    let mut offsets = vec![0; count + 1];
                    for expert in experts {
                        (expert + 1..=count).for_each(|later| offsets[later] += 1);
                    }
                    let mut next = offsets.clone();
                    let (mut order, mut rows) = (vec![0; t * k], Array2::zeros((t * k, tokens.ncols())));
                    for ((token, choice), &expert) in experts.indexed_iter() {
                        order[next[expert]] = token * k + choice;
                        rows.row_mut(next[expert]).assign(&tokens.row(token));
                        next[expert] += 1;
                    }
                    Permuted { rows, order, offsets }
                },
                grouped: |rows, offsets, weights| {
                    let products: Vec<Array2<f32>> = offsets
                        .windows(2)
                        .zip(weights.outer_iter())
                        .filter(|(ends, _)| ends[0] < ends[1])
                        .map(|(ends, matrix)| rows.times(ends[0]..ends[1], matrix))
                        .collect();
                    let views: Vec<ArrayView2<'_, f32>> =
                        products.iter().map(|product| product.view()).collect();
                    concatenate(Axis(0), &views).unwrap()
                },
                unpermute: |outputs, order, gates| {
                    let (t, k) = gates.dim();
                    let mut place = vec![0; order.len()];
                    order.iter().enumerate().for_each(|(row, &pair)| place[pair] = row);
                    Array2::from_shape_fn((t, outputs.ncols()), |(token, c)| {
                        let said = |j: usize| gates[[token, j]] * outputs[[place[token * k + j], c]];
                        (0..k).map(said).sum()
                    })
                },
            },
        },
        Alternative {
            name: "a list of pairs for each expert, the last expert first; double precision",
            answer: Dispatch {
                permute: |tokens, experts, count| {
                    let k = experts.ncols();
                    let mut lists = vec![Vec::new(); count];
                    for ((token, choice), &expert) in experts.indexed_iter() {
                        lists[expert].push(token * k + choice);
                    }
                    let mut offsets: Vec<usize> = vec![0];
                    for list in &lists {
                        offsets.push(offsets[offsets.len() - 1] + list.len());
                    }
                    let order = lists.concat();
                    let sources: Vec<usize> = order.iter().map(|pair| pair / k).collect();
                    Permuted { rows: tokens.select(Axis(0), &sources), order, offsets }
                },
                grouped: |rows, offsets, weights| {
                    let (count, _, columns) = weights.dim();
                    let mut outputs = Array2::from_elem((rows.count(), columns), f32::NAN);
                    for expert in (0..count).rev() {
                        let (from, to) = (offsets[expert], offsets[expert + 1]);
                        if from == to {
                            continue;
                        }
                        let product = rows.times(from..to, weights.slice(s![expert, .., ..]));
                        for r in from..to {
                            outputs.row_mut(r).assign(&product.row(r - from));
                        }
                    }
                    outputs
                },
                unpermute: |outputs, order, gates| {
                    let k = gates.ncols();
                    let mut sums = Array2::<f64>::zeros((gates.nrows(), outputs.ncols()));
                    for (r, pair) in order.iter().enumerate().rev() {
                        for c in 0..outputs.ncols() {
                            let gate = f64::from(gates[[pair / k, pair % k]]);
                            sums[[pair / k, c]] += gate * f64::from(outputs[[r, c]]);
                        }
                    }
                    sums.mapv(|x| x as f32)
                },
            },
        },
        Alternative {
            name: "sorted tuples; products in order of size; one-hot matrices on the way back",
            answer: Dispatch {
                permute: |tokens, experts, count| {
                    let (_, k) = experts.dim();
                    let mut tuples: Vec<(usize, usize)> =
                        experts.iter().enumerate().map(|(pair, &expert)| (expert, pair)).collect();
                    tuples.sort_unstable();
                    let offsets =
                        (0..=count).map(|e| tuples.partition_point(|&(expert, _)| expert < e)).collect();
                    let mut rows = Array2::zeros((0, tokens.ncols()));
                    for &(_, pair) in &tuples {
                        rows.push_row(tokens.row(pair / k)).unwrap();
                    }
                    Permuted { rows, order: tuples.into_iter().map(|(_, pair)| pair).collect(), offsets }
                },
                grouped: |rows, offsets, weights| {
                    let mut groups: Vec<usize> = (0..weights.dim().0).collect();
                    groups.sort_by_key(|&e| offsets[e + 1] - offsets[e]);
                    let mut outputs = Array2::zeros((rows.count(), weights.dim().2));
                    for e in groups {
                        let product = rows.times(offsets[e]..offsets[e + 1], weights.index_axis(Axis(0), e));
                        let mut target = outputs.slice_mut(s![offsets[e]..offsets[e + 1], ..]);
                        target += &product;
                    }
                    outputs
                },
                unpermute: |outputs, order, gates| {
                    let (t, k) = gates.dim();
                    let flat: Array1<f32> = gates.iter().copied().collect();
                    let hot = Array2::from_shape_fn((t, t * k), |(token, r)| {
                        if order[r] / k == token { flat[order[r]] } else { 0.0 }
                    });
                    hot.dot(&outputs)
                },
            },
        },
    ]
}
