//! What the stub of `schedule` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{ENDS, KEPT, MOST};

/// Steps, first and last of a line, of the function that is asked for.
fn line(input: &Input, is_scaled: bool) -> Option<(usize, f64, f64)> {
    match *input {
        Input::Linear { steps, first, last } if !is_scaled => Some((steps, first, last)),
        Input::ScaledLinear { steps, first, last } if is_scaled => Some((steps, first, last)),
        _ => None,
    }
}

fn of_lines() -> Vec<Promise<Input>> {
    let steps = "`steps` is at least 1; a single step has `first`";
    let ends = "`first` and `last` lie between 10⁻⁶ and 0.999, and `last` is not below `first`";
    let scaled = "`steps`, `first` and `last` are as for `linear`";
    vec![
        Promise::sizes(steps, 1, |input| line(input, false).map(|(steps, ..)| steps).into_iter().collect()),
        Promise::range(ends, ENDS.0..=ENDS.1, |input| {
            line(input, false).map_or_else(Vec::new, |(_, first, last)| vec![first, last])
        }),
        Promise::always(ends, |input| match *input {
            Input::Linear { first, last, .. } | Input::ScaledLinear { first, last, .. } => first <= last,
            _ => true,
        }),
        Promise::edge(ends, |input| {
            line(input, false).is_some_and(|(n, first, last)| n > 1 && first == last)
        }),
        Promise::sizes(scaled, 1, |input| line(input, true).map(|(steps, ..)| steps).into_iter().collect()),
        Promise::range(scaled, ENDS.0..=ENDS.1, |input| {
            line(input, true).map_or_else(Vec::new, |(_, first, last)| vec![first, last])
        }),
        Promise::edge(scaled, |input| {
            line(input, true).is_some_and(|(n, first, last)| n > 1 && first == last)
        }),
        Promise::range("`steps` is from 1 to 1000", 1.0..=MOST as f64, |input| match input {
            Input::Cosine { steps } => vec![*steps as f64],
            _ => Vec::new(),
        }),
        Promise::said("the product of 1 − β over all steps up to and with this one"),
    ]
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = of_lines();
    promises.extend([
        Promise::sizes("T is at least 1, and β lies between", 1, |input| match input {
            Input::Cumulative(betas) => vec![betas.values.len()],
            _ => Vec::new(),
        }),
        Promise::range("β lies between 0 and 1, both included", 0.0..=1.0, |input| match input {
            Input::Cumulative(betas) => betas.values.to_vec(),
            _ => Vec::new(),
        }),
        Promise::edge("after a step with β = 1 nothing is left", |input| match input {
            Input::Cumulative(betas) => betas.values.iter().rev().skip(1).any(|&beta| beta == 1.0),
            _ => false,
        }),
        Promise::edge(
            "The view may be strided",
            |input| matches!(input, Input::Cumulative(betas) if betas.layout == Layout::Strided),
        ),
        Promise::edge(
            "The view may be strided",
            |input| matches!(input, Input::Snr(abar) if abar.layout == Layout::Strided),
        ),
        Promise::edge(
            "its memory may run backwards",
            |input| matches!(input, Input::Cumulative(betas) if betas.layout == Layout::Reversed),
        ),
        Promise::sizes("T is at least 1.", 1, |input| match input {
            Input::Snr(abar) => vec![abar.values.len()],
            _ => Vec::new(),
        }),
        Promise::range(
            "ᾱ is at least 0, where the ratio is 0 too, and at most 1 − 10⁻⁹",
            0.0..=KEPT,
            |input| match input {
                Input::Snr(abar) => abar.values.to_vec(),
                _ => Vec::new(),
            },
        ),
        Promise::edge(
            "ᾱ is at least 0, where the ratio is 0 too, and at most 1 − 10⁻⁹",
            |input| matches!(input, Input::Snr(abar) if abar.values.iter().any(|&left| left == KEPT)),
        ),
    ]);
    promises
}
