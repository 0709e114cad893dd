//! Right answers to `delta` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis};

use recurrence::Delta;

pub(super) fn alternatives() -> Vec<Alternative<Delta>> {
    vec![
        Alternative {
            name: "column by column with loops, in double precision",
            answer: Delta {
                unit: |rows| {
                    let length = |t: usize| {
                        rows.row(t).iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() + 1e-6
                    };
                    Array2::from_shape_fn(rows.dim(), |(t, c)| {
                        (f64::from(rows[[t, c]]) / length(t).sqrt()) as f32
                    })
                },
                delta: |queries, keys, values, beta| {
                    let (n, dk) = keys.dim();
                    let mut out = Array2::zeros(values.raw_dim());
                    for j in 0..values.ncols() {
                        let mut column = vec![0.0_f64; dk];
                        for t in 0..n {
                            let there: f64 = (0..dk).map(|c| f64::from(keys[[t, c]]) * column[c]).sum();
                            let missing = f64::from(beta[t]) * (f64::from(values[[t, j]]) - there);
                            let mut read = 0.0;
                            for c in 0..dk {
                                column[c] += f64::from(keys[[t, c]]) * missing;
                                read += f64::from(queries[[t, c]]) * column[c];
                            }
                            out[[t, j]] = (read / (dk as f64).sqrt()) as f32;
                        }
                    }
                    out
                },
            },
        },
        Alternative {
            name: "the transposed state by matrices of transition, queries scaled first",
            answer: Delta {
                unit: |rows| {
                    let lengths = (rows.mapv(|x| x * x).sum_axis(Axis(1)) + 1e-6).sqrt();
                    &rows / &lengths.insert_axis(Axis(1))
                },
                delta: |queries, keys, values, beta| {
                    let dk = keys.ncols();
                    let queries = &queries / (dk as f32).sqrt();
                    let mut state = Array2::<f32>::zeros((values.ncols(), dk));
                    let mut out = Array2::zeros((values.ncols(), keys.nrows()));
                    for t in 0..keys.nrows() {
                        let key = keys.row(t).insert_axis(Axis(0));
                        let erase = Array2::<f32>::eye(dk) - key.t().dot(&key) * beta[t];
                        state = state.dot(&erase) + values.row(t).insert_axis(Axis(1)).dot(&key) * beta[t];
                        out.column_mut(t).assign(&state.dot(&queries.row(t)));
                    }
                    out.reversed_axes()
                },
            },
        },
        Alternative {
            name: "in chunks of five tokens, each by one triangular system",
            answer: Delta {
                unit: |rows| {
                    let mut unit = rows.to_owned();
                    unit.rows_mut().into_iter().for_each(|mut row| {
                        let square: f32 = row.iter().map(|x| x * x).sum();
                        row.mapv_inplace(|x| x * (square + 1e-6).sqrt().recip());
                    });
                    unit
                },
                delta: |queries, keys, values, beta| {
                    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
                    let mut out = Array2::zeros(values.raw_dim());
                    let chunks = |view: ArrayView2<'_, f32>| {
                        view.axis_chunks_iter(Axis(0), 5).map(|chunk| chunk.to_owned()).collect::<Vec<_>>()
                    };
                    let (queries, keys, values) = (chunks(queries), chunks(keys), chunks(values));
                    for (at, mut out) in out.axis_chunks_iter_mut(Axis(0), 5).enumerate() {
                        let (q, k, v) = (&queries[at], &keys[at], &values[at]);
                        let mut written = v - &k.dot(&state);
                        for i in 0..k.nrows() {
                            let mut row: Array1<f32> = written.row(i).to_owned();
                            (0..i).for_each(|j| row.scaled_add(-k.row(i).dot(&k.row(j)), &written.row(j)));
                            written.row_mut(i).assign(&(row * beta[5 * at + i]));
                        }
                        let mut scores = q.dot(&k.t());
                        scores.indexed_iter_mut().filter(|((i, j), _)| j > i).for_each(|(_, x)| *x = 0.0);
                        out.assign(&((q.dot(&state) + scores.dot(&written)) / (k.ncols() as f32).sqrt()));
                        state += &k.t().dot(&written);
                    }
                    out
                },
            },
        },
    ]
}
