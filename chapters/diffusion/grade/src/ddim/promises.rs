//! What the stub of `ddim` promises.

use judge::{Layout, Promise};

use super::cases::{LEAST, MOST};
use super::{Given, Input};

fn of_step(input: &Input, number: impl Fn(&Given) -> f64) -> Vec<f64> {
    match input {
        Input::Step(given) => vec![number(given)],
        Input::Times { .. } => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let steps = "`steps` is from 1 to `trained`";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Step(given) => vec![given.x.values.nrows(), given.x.values.ncols()],
            Input::Times { .. } => Vec::new(),
        }),
        Promise::layouts("The views may be transposed or strided", |input| match input {
            Input::Step(given) => vec![given.x.layout, given.noise.layout, given.fresh.layout],
            Input::Times { .. } => vec![Layout::Contiguous; 0],
        }),
        Promise::range("ᾱₜ lies between 1e-9 and 0.9999", LEAST..=MOST, |input| {
            of_step(input, |given| given.from)
        }),
        Promise::range("ᾱₛ lies between 1e-9 and 1", LEAST..=1.0, |input| {
            of_step(input, |given| given.to)
        }),
        Promise::range("η lies between 0 and 1", 0.0..=1.0, |input| of_step(input, |given| given.eta)),
        Promise::edge(
            "ᾱₛ may be less than ᾱₜ",
            |input| matches!(input, Input::Step(given) if given.to < given.from),
        ),
        Promise::always("If η is 0, then ᾱₛ may be less than ᾱₜ", |input| match input {
            Input::Step(given) => given.to >= given.from || given.eta == 0.0,
            Input::Times { .. } => true,
        }),
        Promise::edge("0 if there is one step alone", |input| {
            matches!(input, Input::Times { steps: 1, spacing: super::Spaced::Linspace, .. })
        }),
        Promise::always(steps, |input| match input {
            Input::Step(_) => true,
            Input::Times { trained, steps, .. } => (1..=*trained).contains(steps),
        }),
        Promise::edge(steps, |input| matches!(input, Input::Times { steps: 1, trained: 1000, .. })),
        Promise::edge(
            steps,
            |input| matches!(input, Input::Times { steps, trained, .. } if steps == trained && *steps > 256),
        ),
    ]
}
