//! What the stub of `posterior` promises.

use judge::{Layout, Promise};

use super::cases::{KEPT, LEAST, MOST};
use super::{Given, Input};

fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Step(Given { x, .. }) => vec![x.values.nrows(), x.values.ncols()],
        Input::Coefficients { .. } => Vec::new(),
    }
}

fn kept(input: &Input) -> f64 {
    input.betas().iter().map(|beta| 1.0 - beta).product()
}

/// Of one function alone.
fn betas(input: &Input, of_step: bool) -> Vec<f64> {
    if matches!(input, Input::Step(_)) == of_step { input.betas().to_vec() } else { Vec::new() }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let range = "each lies between 0.00001 and 0.999";
    let last = "ᾱ of the last is at least 1e-9";
    vec![
        Promise::sizes("There is at least 1 β", 1, |input| match input {
            Input::Coefficients { betas, .. } => vec![betas.len()],
            Input::Step(_) => Vec::new(),
        }),
        Promise::range(range, LEAST..=MOST, |input| betas(input, false)),
        Promise::range(range, LEAST..=MOST, |input| betas(input, true)),
        Promise::always(last, |input| kept(input) >= KEPT),
        Promise::edge(last, |input| kept(input) < 3.0 * KEPT && matches!(input, Input::Coefficients { .. })),
        Promise::edge(last, |input| kept(input) < 3.0 * KEPT && matches!(input, Input::Step(_))),
        Promise::edge("before step 0 it is 1", |input| matches!(input, Input::Coefficients { t: 0, .. })),
        Promise::edge("The step from t = 0 adds no noise", |input| {
            matches!(input, Input::Step(Given { t: 0, large: true, .. }))
        }),
        Promise::sizes("All sizes are at least 1", 1, sizes),
        Promise::layouts("The views may be transposed or strided", |input| match input {
            Input::Step(given) => vec![given.x.layout, given.noise.layout, given.fresh.layout],
            Input::Coefficients { .. } => vec![Layout::Contiguous; 0],
        }),
    ]
}
