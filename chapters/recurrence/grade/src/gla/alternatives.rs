//! Right answers to `gla` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use recurrence::Gla;

pub(super) fn alternatives() -> Vec<Alternative<Gla>> {
    vec![
        Alternative {
            name: "retention token by token; gla with all pairs; chunked with zeros behind the text",
            answer: Gla { retention: retention_by_tokens, gla: by_pairs, chunked: padded },
        },
        Alternative {
            name: "retention as gla with equal decays, in double precision; chunked without chunks",
            answer: Gla { retention: as_gla, gla: by_loops, chunked: |q, k, v, g, _| by_loops(q, k, v, g) },
        },
        Alternative {
            name: "running sums of the whole text; the state of each chunk by itself, and then put together",
            answer: Gla { retention: as_gla, gla: by_pairs, chunked: states_first },
        },
    ]
}

fn retention_by_tokens(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    gamma: f32,
) -> Array2<f32> {
    let scaled = queries.mapv(|q| q / (keys.ncols() as f32).sqrt());
    let mut state = Array2::<f32>::zeros((values.ncols(), keys.ncols()));
    let mut out = Array2::zeros(values.raw_dim());
    for t in 0..keys.nrows() {
        state.mapv_inplace(|x| gamma * x);
        for ((j, c), x) in state.indexed_iter_mut() {
            *x += values[[t, j]] * keys[[t, c]];
        }
        out.row_mut(t).assign(&state.dot(&scaled.row(t)));
    }
    out
}

fn by_pairs(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let mut sums = decays.to_owned();
    for t in 1..sums.nrows() {
        let before = sums.row(t - 1).to_owned();
        sums.row_mut(t).zip_mut_with(&before, |own, &before| *own += before);
    }
    let mut out = Array2::zeros(values.raw_dim());
    for (t, mut row) in out.rows_mut().into_iter().enumerate() {
        for s in 0..=t {
            let channel = |c: usize| queries[[t, c]] * keys[[s, c]] * (sums[[t, c]] - sums[[s, c]]).exp();
            let weight: f32 = (0..keys.ncols()).map(channel).sum();
            row.scaled_add(weight / (keys.ncols() as f32).sqrt(), &values.row(s));
        }
    }
    out
}

fn longer(view: ArrayView2<'_, f32>, rows: usize) -> Array2<f32> {
    let mut all = Array2::zeros((rows, view.ncols()));
    all.slice_mut(s![..view.nrows(), ..]).assign(&view);
    all
}

/// Tokens of zeros write nothing, and their decays of 0 change nothing.
fn padded(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    chunk: usize,
) -> Array2<f32> {
    let n = keys.nrows();
    let rows = n.div_ceil(chunk) * chunk;
    let [q, k, v, g] = [queries, keys, values, decays].map(|view| longer(view, rows));
    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
    let mut out = Array2::zeros((rows, values.ncols()));
    for first in (0..n).step_by(chunk) {
        let own = s![first..first + chunk, ..];
        let own_out = by_pairs(q.slice(own), k.slice(own), v.slice(own), g.slice(own));
        out.slice_mut(own).assign(&own_out);
        for t in first..first + chunk {
            // What was there before fades as the tokens go by.
            state = state * g.row(t).mapv(f32::exp).insert_axis(Axis(1));
            let read = q.row(t).dot(&state) / (keys.ncols() as f32).sqrt();
            let mut row = out.row_mut(t);
            row += &read;
        }
        let mut fade = Array1::<f32>::zeros(keys.ncols());
        for t in (first..first + chunk).rev() {
            let left = &k.row(t) * &fade.mapv(f32::exp);
            state = state + &left.insert_axis(Axis(1)) * &v.row(t);
            fade += &g.row(t);
        }
    }
    out.slice(s![..n, ..]).to_owned()
}

fn as_gla(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    gamma: f32,
) -> Array2<f32> {
    let decays = Array2::from_elem(keys.raw_dim(), gamma.ln());
    by_loops(queries, keys, values, decays.view())
}

fn by_loops(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let ((n, width), columns) = (keys.dim(), values.ncols());
    let mut out = Array2::<f64>::zeros((n, columns));
    for c in 0..width {
        for j in 0..columns {
            let mut state = 0.0;
            for t in 0..n {
                state = state * f64::from(decays[[t, c]]).exp()
                    + f64::from(keys[[t, c]]) * f64::from(values[[t, j]]);
                out[[t, j]] += state * f64::from(queries[[t, c]]) / (width as f64).sqrt();
            }
        }
    }
    out.mapv(|x| x as f32)
}

fn states_first(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    chunk: usize,
) -> Array2<f32> {
    let n = keys.nrows();
    let starts: Vec<usize> = (0..n).step_by(chunk).collect();
    let cut =
        |view: ArrayView2<'_, f32>, first: usize| view.slice(s![first..n.min(first + chunk), ..]).to_owned();
    // After each chunk: what it leaves, and by how much it lets fade what was there.
    let mut states = vec![Array2::<f32>::zeros((keys.ncols(), values.ncols()))];
    for &first in &starts {
        let (k, v, g) = (cut(keys, first), cut(values, first), cut(decays, first));
        let total = g.sum_axis(Axis(0));
        let mut own = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
        let mut after = total.clone();
        for t in 0..k.nrows() {
            after -= &g.row(t);
            let left = &k.row(t) * &after.mapv(f32::exp);
            own += &(&left.insert_axis(Axis(1)) * &v.row(t));
        }
        own += &(&states[states.len() - 1] * &total.mapv(f32::exp).insert_axis(Axis(1)));
        states.push(own);
    }
    let mut out = Array2::zeros(values.raw_dim());
    for (&first, state) in starts.iter().zip(&states) {
        let (q, k, v, g) = (cut(queries, first), cut(keys, first), cut(values, first), cut(decays, first));
        let mut part = by_pairs(q.view(), k.view(), v.view(), g.view());
        let mut sum = Array1::<f32>::zeros(keys.ncols());
        for (t, mut row) in part.rows_mut().into_iter().enumerate() {
            sum += &g.row(t);
            row += &((&q.row(t) * &sum.mapv(f32::exp)).dot(state) / (keys.ncols() as f32).sqrt());
        }
        out.slice_mut(s![first..first + part.nrows(), ..]).assign(&part);
    }
    out
}
