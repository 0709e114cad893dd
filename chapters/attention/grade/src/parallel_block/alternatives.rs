//! Right answers to `parallel_block` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

use attention::solution::parallel_block as solution;
use attention::solution::softmax::softmax;
use attention::{BlockWeights, ParallelBlock};

pub(super) fn alternatives() -> Vec<Alternative<ParallelBlock>> {
    vec![
        Alternative {
            name: "loops in double precision, from the definition",
            answer: ParallelBlock {
                rms_norm: |x, gain, epsilon| {
                    let normed = double_norm(&double(x), &gain.mapv(f64::from).to_vec(), epsilon.into());
                    single(&normed, x.ncols())
                },
                swiglu: |x, gate, up, down| {
                    single(&double_mlp(&double(x), &double(gate), &double(up), &double(down)), x.ncols())
                },
                block: |x, weights| single(&double_block(&double(x), weights), x.ncols()),
            },
        },
        Alternative {
            name: "one matrix product for queries, keys, values, gate and up; the sigmoid by tanh",
            answer: ParallelBlock {
                rms_norm: |x, gain, epsilon| {
                    let squares = x.mapv(|v| v * v).mean_axis(Axis(1)).expect("rows have elements");
                    let inverse = squares.mapv(|mean| (mean + epsilon).sqrt().recip());
                    &x * &inverse.insert_axis(Axis(1)) * gain
                },
                swiglu: |x, gate, up, down| {
                    let both = x.dot(&concatenate(Axis(1), &[gate, up]).expect("equally high"));
                    tanh_gated(both.slice(s![.., ..gate.ncols()]), both.slice(s![.., gate.ncols()..]))
                        .dot(&down)
                },
                block: fused,
            },
        },
        Alternative {
            name: "norm computed for each branch, a key head for each query head, added in place to a copy of x",
            answer: ParallelBlock {
                rms_norm: |x, gain, epsilon| {
                    let mut turned = x.t().to_owned();
                    for mut column in turned.columns_mut() {
                        let squares: f32 = column.iter().rev().map(|v| v.powi(2)).sum();
                        let scale = 1.0 / (squares / column.len() as f32 + epsilon).sqrt();
                        column.iter_mut().zip(gain).for_each(|(v, g)| *v *= scale * g);
                    }
                    turned.reversed_axes()
                },
                swiglu: solution::swiglu,
                block: |x, weights| {
                    let mut y = x.to_owned();
                    let h = solution::rms_norm(x, weights.gain, weights.epsilon);
                    y += &solution::swiglu(h.view(), weights.gate, weights.up, weights.down);
                    let again = solution::rms_norm(x, weights.gain, weights.epsilon);
                    let e = weights.key.ncols();
                    for head in 0..weights.query.ncols() / e {
                        let q = again.dot(&weights.query.slice(s![.., head * e..(head + 1) * e]));
                        let (k, v) = (again.dot(&weights.key), again.dot(&weights.value));
                        let mut scores = q.dot(&k.t()) * (e as f32).powf(-0.5);
                        scores
                            .indexed_iter_mut()
                            .filter(|((i, j), _)| j > i)
                            .for_each(|(_, s)| *s = f32::NEG_INFINITY);
                        let output = softmax(scores.view()).dot(&v);
                        y += &output.dot(&weights.out.slice(s![head * e..(head + 1) * e, ..]));
                    }
                    y
                },
            },
        },
    ]
}

fn double(x: ArrayView2<'_, f32>) -> Vec<Vec<f64>> {
    x.rows().into_iter().map(|row| row.iter().map(|&v| f64::from(v)).collect()).collect()
}

fn single(x: &[Vec<f64>], width: usize) -> Array2<f32> {
    Array2::from_shape_fn((x.len(), width), |(i, c)| x[i][c] as f32)
}

fn times(row: &[f64], matrix: &[Vec<f64>]) -> Vec<f64> {
    let columns = matrix.first().map_or(0, Vec::len);
    (0..columns).map(|c| row.iter().zip(matrix).map(|(a, b)| a * b[c]).sum()).collect()
}

fn double_norm(x: &[Vec<f64>], gain: &[f64], epsilon: f64) -> Vec<Vec<f64>> {
    let of_row = |row: &Vec<f64>| {
        let mean = row.iter().map(|v| v * v).sum::<f64>() / row.len() as f64;
        row.iter().zip(gain).map(|(v, g)| v * g * (mean + epsilon).powf(-0.5)).collect()
    };
    x.iter().map(of_row).collect()
}

fn double_mlp(x: &[Vec<f64>], gate: &[Vec<f64>], up: &[Vec<f64>], down: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of_row = |row: &Vec<f64>| {
        let gated: Vec<f64> = times(row, gate)
            .iter()
            .zip(times(row, up))
            .map(|(z, u)| {
                let sigmoid = if *z >= 0.0 { 1.0 / (1.0 + (-z).exp()) } else { z.exp() / (1.0 + z.exp()) };
                z * sigmoid * u
            })
            .collect();
        times(&gated, down)
    };
    x.iter().map(of_row).collect()
}

fn double_block(x: &[Vec<f64>], weights: &BlockWeights<'_>) -> Vec<Vec<f64>> {
    let gain: ArrayView1<'_, f32> = weights.gain;
    let h = double_norm(x, &gain.mapv(f64::from).to_vec(), weights.epsilon.into());
    let mlp = double_mlp(&h, &double(weights.gate), &double(weights.up), &double(weights.down));
    let of = |matrix: ArrayView2<'_, f32>| {
        let matrix = double(matrix);
        h.iter().map(|row| times(row, &matrix)).collect::<Vec<_>>()
    };
    let (queries, keys, values) = (of(weights.query), of(weights.key), of(weights.value));
    let (e, out) = (weights.key.ncols(), double(weights.out));
    let row = |i: usize| {
        let heads: Vec<f64> = queries[i]
            .chunks(e)
            .flat_map(|query| {
                let exponentials: Vec<f64> = keys[..=i]
                    .iter()
                    .map(|key| query.iter().zip(key).map(|(a, b)| a * b).sum::<f64>() / (e as f64).sqrt())
                    .map(f64::exp)
                    .collect();
                let sum: f64 = exponentials.iter().sum();
                let component =
                    |c: usize| exponentials.iter().zip(&values).map(|(w, v)| w * v[c]).sum::<f64>() / sum;
                (0..e).map(component).collect::<Vec<_>>()
            })
            .collect();
        let attention = times(&heads, &out);
        (0..x[i].len()).map(|c| mlp[i][c] + x[i][c] + attention[c]).collect()
    };
    (0..x.len()).map(row).collect()
}

fn tanh_gated(gate: ArrayView2<'_, f32>, up: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut gated = gate.mapv(|z| 0.5 * z * (1.0 + (0.5 * z).tanh()));
    gated *= &up;
    gated
}

fn fused(x: ArrayView2<'_, f32>, weights: &BlockWeights<'_>) -> Array2<f32> {
    let BlockWeights { gain, epsilon, query, key, value, out, gate, up, down } = *weights;
    let h = solution::rms_norm(x, gain, epsilon);
    let all = h.dot(&concatenate(Axis(1), &[query, key, value, gate, up]).expect("equally high"));
    let (inner, e, f) = (query.ncols(), key.ncols(), gate.ncols());
    let keys = all.slice(s![.., inner..inner + e]);
    let values = all.slice(s![.., inner + e..inner + 2 * e]);
    let gated = tanh_gated(
        all.slice(s![.., inner + 2 * e..inner + 2 * e + f]),
        all.slice(s![.., inner + 2 * e + f..]),
    );
    let mut read = vec![];
    for i in 0..x.nrows() {
        for query in all.slice(s![i, ..inner]).exact_chunks(e) {
            let mut scores = keys.slice(s![..=i, ..]).dot(&query) / (e as f32).sqrt();
            let largest = scores.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            scores.mapv_inplace(|score| (score - largest).exp());
            let sum = scores.sum();
            read.extend(scores.dot(&values.slice(s![..=i, ..])) / sum);
        }
    }
    let read = Array2::from_shape_vec((x.nrows(), inner), read).expect("a row of heads for each row");
    let both = concatenate(Axis(1), &[read.view(), gated.view()]).expect("equally high");
    both.dot(&concatenate(Axis(0), &[out, down]).expect("equally wide")) + x
}
