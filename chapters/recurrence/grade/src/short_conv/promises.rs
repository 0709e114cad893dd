//! What the stub of `short_conv` promises.

use judge::{Layout, Promise};

use super::Input;

/// Tokens, channels and width of a call of `whole`.
fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Whole { inputs, weights } => {
            vec![inputs.values.nrows(), inputs.values.ncols(), weights.values.ncols()]
        }
        Input::Push(_) => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let short = "T can be less than the width";
    let nothing = "With a width of 1 nothing is held, and `held` stays (0, d)";
    let streams = "keep nothing outside `held`";
    vec![
        Promise::sizes("All sizes are at least 1", 1, sizes),
        Promise::edge(short, |input| sizes(input).first() == Some(&1) && sizes(input)[2] > 2),
        Promise::edge(short, |input| {
            let sizes = sizes(input);
            !sizes.is_empty() && sizes[0] > 1 && sizes[0] + 1 == sizes[2]
        }),
        Promise::layouts("The views of both functions may be transposed or strided", |input| match input {
            Input::Whole { inputs, weights } => vec![inputs.layout, weights.layout],
            Input::Push(_) => Vec::new(),
        }),
        Promise::layouts("The views of both functions may be transposed or strided", |input| match input {
            Input::Whole { .. } => vec![Layout::Contiguous; 0],
            Input::Push(texts) => vec![texts[0].tokens.layout, texts[0].weights.layout],
        }),
        Promise::edge(nothing, |input| match input {
            Input::Whole { .. } => false,
            Input::Push(texts) => texts.iter().any(|text| text.held.nrows() == 0),
        }),
        Promise::edge(streams, |input| match input {
            Input::Whole { .. } => false,
            Input::Push(texts) => texts.len() > 1 && texts[0].held.dim() == texts[1].held.dim(),
        }),
        Promise::said("over the places j from 0 to width − 1 that lie within the text"),
        Promise::said("It is brought up to date"),
        Promise::edge("with zeros for those before the text", |input| match input {
            Input::Whole { .. } => false,
            Input::Push(texts) => texts.iter().any(|text| {
                text.held.nrows() > 2 && text.held.iter().all(|&x| x == 0.0) && text.tokens.values.nrows() > 4
            }),
        }),
    ]
}
