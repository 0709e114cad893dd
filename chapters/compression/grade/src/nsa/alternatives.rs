//! Right answers to `nsa` by another route.

use judge::Alternative;
use ndarray::{Array2, Array3, Axis, ShapeBuilder, s};

use compression::Nsa;

/// Softmax along rows of products, with −∞ where a mask is not, in double precision; a row without any is zeros.
fn masked(products: &Array2<f64>, mask: &Array2<bool>) -> Array2<f64> {
    let mut weights = products.clone();
    weights.zip_mut_with(mask, |x, &seen| {
        if !seen {
            *x = f64::NEG_INFINITY;
        }
    });
    for mut row in weights.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |most, &x| most.max(x));
        if largest == f64::NEG_INFINITY {
            row.fill(0.0);
            continue;
        }
        row.mapv_inplace(|x| (x - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    weights
}

pub(super) fn alternatives() -> Vec<Alternative<Nsa>> {
    vec![
        Alternative {
            name: "three masks, whole matrices, in double precision",
            answer: |queries, keys, values, gates, block, chosen, window| {
                let (n, heads, width) = queries.dim();
                let (groups, count) = (keys.len_of(Axis(1)), n / block);
                let mut output = Array3::zeros((n, heads, values.len_of(Axis(2))).f());
                for g in 0..groups {
                    let [keys, values] =
                        [keys, values].map(|cube| cube.index_axis(Axis(1), g).mapv(f64::from));
                    let pool = Array2::from_shape_fn((count, n), |(b, s)| {
                        if s / block == b { 1.0 / block as f64 } else { 0.0 }
                    });
                    let of_heads = g * heads / groups..(g + 1) * heads / groups;
                    let root = (width as f64).sqrt();
                    let products =
                        |h: usize| queries.index_axis(Axis(1), h).mapv(f64::from).dot(&keys.t()) / root;
                    let complete = Array2::from_shape_fn((n, count), |(t, b)| (b + 1) * block <= t + 1);
                    let mut scores = Array2::zeros((n, count + 1));
                    let mut parts = Vec::new();
                    for h in of_heads.clone() {
                        let weights = masked(&products(h).dot(&pool.t()), &complete);
                        let mut left = scores.slice_mut(s![.., ..count]);
                        left += &weights;
                        parts.push(weights.dot(&pool.dot(&values)));
                    }
                    let taken = Array2::from_shape_fn((n, n), |(t, s)| {
                        let (own, b) = (t / block, s / block);
                        let ahead = (0..own).filter(|&o| {
                            scores[[t, o]] > scores[[t, b]] || (scores[[t, o]] == scores[[t, b]] && o < b)
                        });
                        s <= t && (b == own || ahead.count() + 1 < chosen)
                    });
                    let near = Array2::from_shape_fn((n, n), |(t, s)| s <= t && t - s < window);
                    for (h, part) in of_heads.zip(parts) {
                        let branches = [
                            part,
                            masked(&products(h), &taken).dot(&values),
                            masked(&products(h), &near).dot(&values),
                        ];
                        for (branch, part) in branches.into_iter().enumerate() {
                            let gates = gates.slice(s![.., h, branch]).mapv(f64::from).insert_axis(Axis(1));
                            let part = (part * gates).mapv(|x| x as f32);
                            let mut of_head = output.slice_mut(s![.., h, ..]);
                            of_head += &part;
                        }
                    }
                }
                output
            },
        },
        Alternative {
            name: "token by token with running sums for the means, online softmax in each branch",
            answer: |queries, keys, values, gates, block, chosen, window| {
                let (n, heads, width) = queries.dim();
                let (groups, of_value) = (keys.len_of(Axis(1)), values.len_of(Axis(2)));
                let together = heads / groups;
                // For each group the means of the blocks that are complete, key and value in one row.
                let mut means: Vec<Vec<Vec<f32>>> = vec![Vec::new(); groups];
                let mut sums = vec![vec![0.0_f64; width + of_value]; groups];
                let row = |s: usize, g: usize| -> Vec<f32> {
                    keys.slice(s![s, g, ..]).iter().chain(values.slice(s![s, g, ..])).copied().collect()
                };
                let attend = |t: usize, h: usize, rows: &[Vec<f32>]| {
                    let (mut largest, mut sum, mut mean) =
                        (f32::NEG_INFINITY, 0.0_f32, vec![0.0_f32; of_value]);
                    let mut scores = Vec::new();
                    for row in rows {
                        let query = queries.slice(s![t, h, ..]);
                        let score =
                            query.iter().zip(row).map(|(q, k)| q * k).sum::<f32>() / (width as f32).sqrt();
                        let new = largest.max(score);
                        let (old, weight) = ((largest - new).exp(), (score - new).exp());
                        sum = sum * old + weight;
                        for (mean, value) in mean.iter_mut().zip(&row[width..]) {
                            *mean = *mean * old + weight * value;
                        }
                        largest = new;
                        scores.push(score);
                    }
                    let weights: Vec<f32> =
                        scores.iter().map(|score| (score - largest).exp() / sum).collect();
                    for x in &mut mean {
                        *x /= if sum > 0.0 { sum } else { 1.0 };
                    }
                    (mean, weights)
                };
                let mut output = Array3::<f32>::zeros((n, heads, of_value));
                for t in 0..n {
                    for g in 0..groups {
                        for (sum, x) in sums[g].iter_mut().zip(row(t, g)) {
                            *sum += f64::from(x);
                        }
                        if t % block == block - 1 {
                            means[g].push(sums[g].iter().map(|sum| (sum / block as f64) as f32).collect());
                            sums[g].fill(0.0);
                        }
                        let own = t / block;
                        let mut total = vec![0.0_f32; own + 1];
                        let mut add = |h: usize, branch: usize, part: Vec<f32>| {
                            for (c, x) in part.into_iter().enumerate() {
                                output[[t, h, c]] += gates[[t, h, branch]] * x;
                            }
                        };
                        for h in g * together..(g + 1) * together {
                            let (part, weights) = attend(t, h, &means[g]);
                            total.iter_mut().zip(weights).for_each(|(total, weight)| *total += weight);
                            add(h, 0, part);
                        }
                        let mut left: Vec<usize> = (0..own).collect();
                        let mut blocks = vec![own];
                        while blocks.len() < chosen && !left.is_empty() {
                            let best = (1..left.len()).fold(0, |best, at| {
                                if total[left[at]] > total[left[best]] { at } else { best }
                            });
                            blocks.push(left.remove(best));
                        }
                        let near: Vec<Vec<f32>> = (0..=t).rev().take(window).map(|s| row(s, g)).collect();
                        let tokens: Vec<Vec<f32>> =
                            (0..=t).filter(|s| blocks.contains(&(s / block))).map(|s| row(s, g)).collect();
                        for h in g * together..(g + 1) * together {
                            add(h, 1, attend(t, h, &tokens).0);
                            add(h, 2, attend(t, h, &near).0);
                        }
                    }
                }
                output
            },
        },
    ]
}
