//! Right answers to `linear_attention` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use recurrence::{LinearAttention, LinearState};

pub(super) fn alternatives() -> Vec<Alternative<LinearAttention>> {
    vec![
        Alternative {
            name: "loops over pairs and over channels, in double precision",
            answer: LinearAttention { quadratic: by_loops, step: step_by_loops },
        },
        Alternative {
            name: "running sums instead of pairs; a column of ones beside the values counts the weights",
            answer: LinearAttention { quadratic: by_running_sums, step: step_with_ones },
        },
    ]
}

fn feature(x: f32) -> f64 {
    f64::from(x).max(0.0) + f64::from(x).min(0.0).exp()
}

fn by_loops(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let ((n, width), columns) = (keys.dim(), values.ncols());
    let mut out = Array2::zeros((n, columns));
    for t in 0..n {
        let mut sums = vec![0.0; columns];
        let mut total = 1e-6;
        for s in 0..=t {
            let mut weight = 0.0;
            for c in 0..width {
                weight += feature(queries[[t, c]]) * feature(keys[[s, c]]);
            }
            total += weight;
            for j in 0..columns {
                sums[j] += weight * f64::from(values[[s, j]]);
            }
        }
        for j in 0..columns {
            out[[t, j]] = (sums[j] / total) as f32;
        }
    }
    out
}

fn step_by_loops(
    state: &mut LinearState,
    query: ArrayView1<'_, f32>,
    key: ArrayView1<'_, f32>,
    value: ArrayView1<'_, f32>,
) -> Array1<f32> {
    let mut out = vec![0.0; value.len()];
    let mut total = 1e-6;
    for c in 0..key.len() {
        state.keys[c] += feature(key[c]) as f32;
        total += feature(query[c]) * f64::from(state.keys[c]);
        for j in 0..value.len() {
            state.sum[[c, j]] += feature(key[c]) as f32 * value[j];
            out[j] += feature(query[c]) * f64::from(state.sum[[c, j]]);
        }
    }
    out.into_iter().map(|x| (x / total) as f32).collect()
}

fn by_running_sums(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let mut state =
        LinearState { sum: Array2::zeros((keys.ncols(), values.ncols())), keys: Array1::zeros(keys.ncols()) };
    let mut out = Array2::zeros(values.raw_dim());
    for (t, mut row) in out.rows_mut().into_iter().enumerate() {
        row.assign(&step_with_ones(&mut state, queries.row(t), keys.row(t), values.row(t)));
    }
    out
}

fn step_with_ones(
    state: &mut LinearState,
    query: ArrayView1<'_, f32>,
    key: ArrayView1<'_, f32>,
    value: ArrayView1<'_, f32>,
) -> Array1<f32> {
    let columns = value.len();
    let mut both = ndarray::concatenate![Axis(1), state.sum, state.keys.view().insert_axis(Axis(1))];
    let longer = ndarray::concatenate![Axis(0), value, Array1::ones(1)];
    let feature = |x: f32| if x >= 0.0 { 1.0 + x } else { x.exp() };
    for (mut row, &k) in both.rows_mut().into_iter().zip(key) {
        row.scaled_add(feature(k), &longer);
    }
    let read = query.mapv(feature).dot(&both);
    state.sum = both.slice(ndarray::s![.., ..columns]).to_owned();
    state.keys = both.column(columns).to_owned();
    read.slice(ndarray::s![..columns]).mapv(|x| x / (read[columns] + 1e-6))
}
