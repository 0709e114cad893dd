//! What the stub of `hippo` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{LEVEL, MOST};

fn wide(numbers: impl Iterator<Item = f32>) -> Vec<f64> {
    numbers.map(f64::from).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::range("n is from 1 to 16", 1.0..=MOST as f64, |input| match input {
            Input::Matrices { n } => vec![*n as f64],
            _ => Vec::new(),
        }),
        Promise::range("n is from 1 to 16, as there", 1.0..=MOST as f64, |input| match input {
            Input::Remember { n, .. } => vec![*n as f64],
            _ => Vec::new(),
        }),
        Promise::said("kept up to date sample by sample"),
        Promise::sizes("T is at least 1", 1, |input| match input {
            Input::Remember { samples, .. } => vec![samples.values.len()],
            _ => Vec::new(),
        }),
        Promise::range("Samples lie within ±1000", -LEVEL..=LEVEL, |input| match input {
            Input::Remember { samples, .. } => wide(samples.values.iter().copied()),
            _ => Vec::new(),
        }),
        Promise::edge(
            "The view may be strided",
            |input| matches!(input, Input::Remember { samples, .. } if samples.layout == Layout::Strided),
        ),
        Promise::edge(
            "The view may be strided",
            |input| matches!(input, Input::Recall { coefficients, .. } if coefficients.layout == Layout::Strided),
        ),
        Promise::sizes("`coefficients` (n), n at least 1", 1, |input| match input {
            Input::Recall { coefficients, .. } => vec![coefficients.values.len()],
            _ => Vec::new(),
        }),
        Promise::range(
            "`s` lies between 0, the first sample, and 1, the last",
            0.0..=1.0,
            |input| match input {
                Input::Recall { times, .. } => wide(times.iter().copied()),
                _ => Vec::new(),
            },
        ),
    ]
}
