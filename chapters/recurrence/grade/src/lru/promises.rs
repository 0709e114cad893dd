//! What the stub of `lru` promises.

use judge::Promise;

use super::inputs::{Input, Tree};

fn of_states(input: &Input, angles: bool) -> Vec<f64> {
    let (nu, theta) = match input {
        Input::Decay { nu, theta } => (nu, theta),
        Input::Forward(layer) => (&layer.nu, &layer.theta),
        Input::Combine { .. } => return Vec::new(),
    };
    if angles { theta } else { nu }.double().to_vec()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "All sizes are at least 1";
    let rates = "ν lies between −16 and 3";
    let angles = "θ between −10 and 2";
    let views = "the views may be transposed or strided";
    vec![
        Promise::sizes(sizes, 1, |input| match input {
            Input::Forward(layer) => layer.sizes().to_vec(),
            _ => Vec::new(),
        }),
        Promise::sizes(sizes, 1, |input| match input {
            Input::Decay { nu, .. } => vec![nu.values.len()],
            _ => Vec::new(),
        }),
        Promise::range(rates, -16.0..=3.0, |input| match input {
            Input::Decay { .. } => of_states(input, false),
            _ => Vec::new(),
        }),
        Promise::range(rates, -16.0..=3.0, |input| match input {
            Input::Forward(_) => of_states(input, false),
            _ => Vec::new(),
        }),
        Promise::range(angles, -10.0..=2.0, |input| match input {
            Input::Decay { .. } => of_states(input, true),
            _ => Vec::new(),
        }),
        Promise::range(angles, -10.0..=2.0, |input| match input {
            Input::Forward(_) => of_states(input, true),
            _ => Vec::new(),
        }),
        Promise::edge("Steps may be grouped in any way", |input| match input {
            Input::Combine { steps, tree } => steps.nrows() > 10 && matches!(tree, Tree::Drawn(_)),
            _ => false,
        }),
        Promise::layouts(views, |input| match input {
            Input::Forward(layer) => layer.layouts().to_vec(),
            _ => Vec::new(),
        }),
    ]
}
