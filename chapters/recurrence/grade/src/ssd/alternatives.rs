//! Right answers to `ssd` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis};

use recurrence::{Carried, Ssd, SsdTokens};

pub(super) fn alternatives() -> Vec<Alternative<Ssd>> {
    vec![
        Alternative {
            name: "a loop over the tokens in double precision; a chunk reads the state whole, and writes it whole",
            answer: Ssd {
                quadratic: |tokens| scan(&mut Array2::zeros((tokens.b.ncols(), tokens.x.ncols())), tokens),
                chunk: |state, tokens| {
                    let states = tokens.b.ncols();
                    let mut whole = state.read(Array2::eye(states).view()).mapv(f64::from);
                    let outputs = scan(&mut whole, tokens);
                    let whole = whole.mapv(|x| x as f32);
                    state.write(Array1::zeros(states).view(), Array2::eye(states).view(), whole.view());
                    outputs
                },
            },
        },
        Alternative {
            name: "segment sums added up one by one, and nothing shared between the two",
            answer: Ssd { quadratic: by_segments, chunk: chunk_by_segments },
        },
    ]
}

/// The recurrence.
fn scan(state: &mut Array2<f64>, tokens: SsdTokens<'_>) -> Array2<f32> {
    let mut outputs = Array2::zeros(tokens.x.raw_dim());
    for t in 0..tokens.dt.len() {
        let dt = f64::from(tokens.dt[t]);
        *state *= (dt * f64::from(tokens.a)).exp();
        for ((i, k), number) in state.indexed_iter_mut() {
            *number += f64::from(tokens.b[[t, i]]) * dt * f64::from(tokens.x[[t, k]]);
        }
        let read = tokens.c.row(t).mapv(f64::from).dot(state);
        outputs.row_mut(t).assign(&read.mapv(|x| x as f32));
    }
    outputs
}

/// a (dt of the tokens after `from`, up to `to`).
fn segment(tokens: SsdTokens<'_>, from: Option<usize>, to: usize) -> f32 {
    let first = from.map_or(0, |from| from + 1);
    (first..=to).map(|m| tokens.a * tokens.dt[m]).sum()
}

fn by_segments(tokens: SsdTokens<'_>) -> Array2<f32> {
    let mut outputs = Array2::zeros(tokens.x.raw_dim());
    for t in 0..tokens.dt.len() {
        let mut row = outputs.row_mut(t);
        // Backwards, so that the segment grows by one step.
        let mut sum = 0.0;
        for s in (0..=t).rev() {
            let weight = f32::exp(sum) * tokens.c.row(t).dot(&tokens.b.row(s)) * tokens.dt[s];
            row.scaled_add(weight, &tokens.x.row(s));
            sum += tokens.a * tokens.dt[s];
        }
    }
    outputs
}

fn chunk_by_segments(state: &mut Carried, tokens: SsdTokens<'_>) -> Array2<f32> {
    let last = tokens.dt.len() - 1;
    let since = Array1::from_shape_fn(last + 1, |t| segment(tokens, None, t).exp());
    let left = Array1::from_shape_fn(last + 1, |s| segment(tokens, Some(s), last).exp() * tokens.dt[s]);
    let mut outputs = state.read(tokens.c);
    outputs *= &since.insert_axis(Axis(1));
    outputs += &by_segments(tokens);
    let keys = &tokens.b * &left.insert_axis(Axis(1));
    let decay = vec![segment(tokens, None, last).exp(); tokens.b.ncols()];
    state.write(Array1::from(decay).view(), keys.view(), tokens.x);
    outputs
}
