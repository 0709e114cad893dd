//! Right answers to `gated_delta` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, s};

use recurrence::GatedDelta;

pub(super) fn alternatives() -> Vec<Alternative<GatedDelta>> {
    vec![
        Alternative {
            name: "vectors of rows, in double precision",
            answer: |queries, keys, values, beta, decays| {
                let (dk, dv) = (keys.ncols(), values.ncols());
                let mut state = vec![vec![0.0_f64; dv]; dk];
                let mut out = Array2::zeros(values.raw_dim());
                for t in 0..keys.nrows() {
                    let alpha = f64::from(decays[t]).exp();
                    let mut missing: Vec<f64> = values.row(t).iter().map(|&v| f64::from(v)).collect();
                    for (row, &key) in state.iter_mut().zip(keys.row(t)) {
                        for (x, missing) in row.iter_mut().zip(&mut missing) {
                            *x *= alpha;
                            *missing -= f64::from(key) * *x;
                        }
                    }
                    let mut read = vec![0.0; dv];
                    for (c, row) in state.iter_mut().enumerate() {
                        let written = f64::from(keys[[t, c]]) * f64::from(beta[t]);
                        for ((x, missing), read) in row.iter_mut().zip(&missing).zip(&mut read) {
                            *x += written * missing;
                            *read += f64::from(queries[[t, c]]) * *x;
                        }
                    }
                    for (j, read) in read.into_iter().enumerate() {
                        out[[t, j]] = (read / (dk as f64).sqrt()) as f32;
                    }
                }
                out
            },
        },
        Alternative {
            name: "as erasing and writing, each with its own factor",
            answer: |queries, keys, values, beta, decays| {
                let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
                let mut out = Array2::zeros(values.raw_dim());
                for t in 0..keys.nrows() {
                    let (key, alpha) = (keys.row(t), decays[t].exp());
                    // e^g (I − β k kᵀ) S + β k vᵀ
                    let there = key.dot(&state) * (alpha * beta[t]);
                    let news = &values.row(t) * beta[t] - there;
                    state = state * alpha + &key.insert_axis(Axis(1)) * &news;
                    out.row_mut(t).assign(&queries.row(t).dot(&state));
                }
                out / (keys.ncols() as f32).sqrt()
            },
        },
        Alternative {
            name: "in chunks of seven tokens, with differences of decays",
            answer: |queries, keys, values, beta, decays| {
                let (n, dk) = keys.dim();
                let mut state = Array2::<f32>::zeros((dk, values.ncols()));
                let mut out = Array2::zeros(values.raw_dim());
                for first in (0..n).step_by(7) {
                    let own = s![first..n.min(first + 7), ..];
                    let (q, k, v) = (queries.slice(own), keys.slice(own), values.slice(own));
                    let mut sum = 0.0;
                    let g: Array1<f32> = (0..k.nrows())
                        .map(|t| {
                            sum += decays[first + t];
                            sum
                        })
                        .collect();
                    let between = |i: usize, j: usize| (g[i] - g[j]).exp();
                    let mut written = Array2::<f32>::zeros(v.raw_dim());
                    for i in 0..k.nrows() {
                        let mut row = &v.row(i) - &(k.row(i).dot(&state) * g[i].exp());
                        (0..i).for_each(|j| {
                            row.scaled_add(-k.row(i).dot(&k.row(j)) * between(i, j), &written.row(j));
                        });
                        written.row_mut(i).assign(&(row * beta[first + i]));
                        let mut read = q.row(i).dot(&state) * g[i].exp();
                        (0..=i).for_each(|j| {
                            read.scaled_add(q.row(i).dot(&k.row(j)) * between(i, j), &written.row(j));
                        });
                        out.row_mut(first + i).assign(&(read / (dk as f32).sqrt()));
                    }
                    state *= sum.exp();
                    for j in 0..k.nrows() {
                        let key = k.row(j).insert_axis(Axis(1)).mapv(|x| x * between(k.nrows() - 1, j));
                        state += &(&key * &written.row(j));
                    }
                }
                out
            },
        },
    ]
}
