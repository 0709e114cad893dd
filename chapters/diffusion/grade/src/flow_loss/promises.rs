//! What the stub of `flow_loss` promises.

use judge::{Layout, Promise};

use super::cases::SHIFTS;
use super::{Input, Rows};

fn rows(input: &Input) -> Option<&Rows> {
    match input {
        Input::Loss { rows, .. } | Input::Data(rows) => Some(rows),
        _ => None,
    }
}

fn wide(numbers: impl IntoIterator<Item = f32>) -> Vec<f64> {
    numbers.into_iter().map(f64::from).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let views = "Views of all functions may be transposed or strided";
    vec![
        Promise::range("`sigmas` (n), between 0 and 1", 0.0..=1.0, |input| match input {
            Input::Loss { rows, .. } => wide(rows.sigmas.values.iter().copied()),
            _ => Vec::new(),
        }),
        Promise::range("as there", 0.0..=1.0, |input| match input {
            Input::Data(rows) => wide(rows.sigmas.values.iter().copied()),
            _ => Vec::new(),
        }),
        Promise::sizes("n and d are at least 1", 1, |input| {
            rows(input).map(|rows| vec![rows.one.values.nrows(), rows.one.values.ncols()]).unwrap_or_default()
        }),
        Promise::layouts(views, |input| match input {
            Input::Loss { rows, .. } => vec![rows.one.layout, rows.two.layout, rows.sigmas.layout],
            _ => Vec::<Layout>::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Data(rows) => vec![rows.one.layout, rows.two.layout, rows.sigmas.layout],
            _ => Vec::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Step { x, v, .. } => vec![x.layout, v.layout],
            _ => Vec::new(),
        }),
        Promise::range("Both levels lie between 0 and 1", 0.0..=1.0, |input| match input {
            Input::Step { sigma, next, .. } => wide([*sigma, *next]),
            _ => Vec::new(),
        }),
        Promise::edge(
            "Either may be the larger one",
            |input| matches!(input, Input::Step { sigma, next, .. } if next > sigma),
        ),
        Promise::range("σ lies between 0 and 1, and s between 0.1 and 10", 0.0..=1.0, |input| match input {
            Input::Shift { sigmas, .. } => wide(sigmas.iter().copied()),
            _ => Vec::new(),
        }),
        Promise::range("and s between 0.1 and 10", SHIFTS[0]..=SHIFTS[1], |input| match input {
            Input::Shift { s, .. } => wide([*s]),
            _ => Vec::new(),
        }),
        Promise::range("s is as there", SHIFTS[0]..=SHIFTS[1], |input| match input {
            Input::Levels { s, .. } => wide([*s]),
            _ => Vec::new(),
        }),
        Promise::sizes("There is at least 1 step", 1, |input| match input {
            Input::Levels { steps, .. } => vec![*steps],
            _ => Vec::new(),
        }),
        Promise::range("t lies between 0.001 and 0.999", 0.001..=0.999, |input| match input {
            Input::Density { times, .. } => times.clone(),
            _ => Vec::new(),
        }),
        Promise::range("m within ±2", -2.0..=2.0, |input| match input {
            Input::Density { m, .. } => vec![*m],
            _ => Vec::new(),
        }),
        Promise::range("and s between 0.25 and 2", 0.25..=2.0, |input| match input {
            Input::Density { s, .. } => vec![*s],
            _ => Vec::new(),
        }),
    ]
}
