//! Right answers to `mhc` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip};

use moe::solution::mhc as solution;
use moe::{Coefficients, Mhc};

pub(super) fn alternatives() -> Vec<Alternative<Mhc>> {
    vec![
        Alternative {
            name: "in logarithms, by log-sum-exp, in double precision; the norm after the product; column-major results",
            answer: Mhc {
                project: in_logarithms,
                coefficients: |streams, weights| {
                    let n = streams.nrows();
                    let flat: Vec<f64> = streams.iter().map(|&x| f64::from(x)).collect();
                    let mean = flat.iter().map(|x| x * x).sum::<f64>() / flat.len() as f64;
                    let root = (mean + f64::from(weights.epsilon)).sqrt();
                    let number = |k: usize| {
                        let column = weights.projection.column(k);
                        let product: f64 = flat.iter().zip(column).map(|(x, &w)| x * f64::from(w)).sum();
                        let group = if k < n { 0 } else { 1 + usize::from(k >= 2 * n) };
                        f64::from(weights.scale[group]) * product / root + f64::from(weights.bias[k])
                    };
                    let numbers: Vec<f64> = (0..2 * n + n * n).map(number).collect();
                    let mix = Array2::from_shape_fn((n, n), |(i, j)| numbers[2 * n + i * n + j] as f32);
                    Coefficients {
                        pre: numbers[..n].iter().map(|x| (1.0 / (1.0 + (-x).exp())) as f32).collect(),
                        post: numbers[n..2 * n].iter().map(|x| (1.0 + (x / 2.0).tanh()) as f32).collect(),
                        mix: in_logarithms(mix.view(), weights.iterations),
                    }
                },
                step: |streams, coefficients, layer| {
                    let (n, width) = streams.dim();
                    let read: Array1<f32> = (0..width)
                        .map(|c| {
                            let sum: f64 = (0..n)
                                .map(|i| f64::from(coefficients.pre[i]) * f64::from(streams[[i, c]]))
                                .sum();
                            sum as f32
                        })
                        .collect();
                    let output = layer(read.view());
                    Array2::from_shape_fn((width, n), |(c, i)| {
                        let mixed: f64 = (0..n)
                            .map(|j| f64::from(coefficients.mix[[i, j]]) * f64::from(streams[[j, c]]))
                            .sum();
                        (mixed + f64::from(coefficients.post[i]) * f64::from(output[c])) as f32
                    })
                    .reversed_axes()
                },
            },
        },
        Alternative {
            name: "a factor for each row and column instead of a changed matrix; each column's maximum subtracted",
            answer: Mhc {
                project: |logits, iterations| {
                    let mut kernel = logits.to_owned();
                    for mut column in kernel.columns_mut() {
                        let largest = column.fold(f32::MIN, |a, &b| a.max(b));
                        column.mapv_inplace(|x| (x - largest).exp());
                    }
                    let mut rows = Array1::<f32>::ones(kernel.nrows());
                    let mut columns = Array1::<f32>::ones(kernel.ncols());
                    for _ in 0..iterations {
                        columns = kernel.t().dot(&rows).mapv(f32::recip);
                        rows = kernel.dot(&columns).mapv(f32::recip);
                    }
                    kernel * rows.insert_axis(Axis(1)) * columns
                },
                coefficients: solution::coefficients,
                step: |streams, coefficients, layer| {
                    let mut read = Array1::zeros(streams.ncols());
                    for (row, &weight) in streams.rows().into_iter().zip(&coefficients.pre) {
                        read.scaled_add(weight, &row);
                    }
                    let output = layer(read.view());
                    let mut next = coefficients.mix.dot(&streams);
                    for (mut row, &weight) in next.rows_mut().into_iter().zip(&coefficients.post) {
                        row.scaled_add(weight, &output);
                    }
                    next
                },
            },
        },
        Alternative {
            name: "row first on the transpose and turned back, as the published kernels do; loops over slices of a copy",
            answer: Mhc {
                project: |logits, iterations| {
                    let n = logits.nrows();
                    let largest = logits.iter().copied().max_by(f32::total_cmp).unwrap();
                    let mut turned: Vec<f32> = logits.t().iter().map(|x| (x - largest).exp()).collect();
                    for _ in 0..iterations {
                        for row in turned.chunks_mut(n) {
                            let sum: f32 = row.iter().sum();
                            for x in row {
                                *x /= sum;
                            }
                        }
                        for j in 0..n {
                            let sum: f32 = (0..n).map(|i| turned[i * n + j]).sum();
                            (0..n).for_each(|i| turned[i * n + j] /= sum);
                        }
                    }
                    Array2::from_shape_vec((n, n), turned).unwrap().reversed_axes()
                },
                coefficients: solution::coefficients,
                step: |streams, coefficients, layer| {
                    let output = layer((coefficients.pre.clone().insert_axis(Axis(0)).dot(&streams)).row(0));
                    let mut next = Array2::zeros(streams.dim());
                    for (i, mut row) in next.rows_mut().into_iter().enumerate() {
                        for (j, old) in streams.rows().into_iter().enumerate() {
                            Zip::from(&mut row)
                                .and(&old)
                                .for_each(|x, &y| *x += coefficients.mix[[i, j]] * y);
                        }
                        Zip::from(&mut row).and(&output).for_each(|x, &y| *x += coefficients.post[i] * y);
                    }
                    next
                },
            },
        },
    ]
}

fn in_logarithms(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    let mut matrix = logits.mapv(f64::from).reversed_axes();
    for _ in 0..iterations {
        // The matrix is transposed: its rows are the columns.
        for axis in [Axis(1), Axis(0)] {
            for mut lane in matrix.lanes_mut(axis) {
                let largest = lane.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                let sum: f64 = lane.iter().map(|x| (x - largest).exp()).sum();
                lane -= largest + sum.ln();
            }
        }
    }
    matrix.mapv(|x| x.exp() as f32).reversed_axes()
}
