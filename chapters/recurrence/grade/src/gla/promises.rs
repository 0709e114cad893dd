//! What the stub of `gla` promises.

use judge::{Layout, Matrix, Promise};

use super::{Input, Tokens};

fn sizes(tokens: &Tokens, more: Option<usize>) -> Vec<usize> {
    tokens.sizes().into_iter().chain(more).collect()
}

fn layouts(tokens: &Tokens, decays: Option<&Matrix>) -> Vec<Layout> {
    let views = [&tokens.queries, &tokens.keys, &tokens.values].into_iter().chain(decays);
    views.map(|view| view.layout).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let (all, views) = ("All sizes are at least 1", "The views may be transposed or strided");
    let (range, long) = ("Decays lie between −5 and 0", "Decays of −5 can be all there are in a chunk");
    let length = "`chunk` is at least 1, and can be more than T; T need not be a multiple of it";
    vec![
        Promise::sizes(all, 1, |input| match input {
            Input::Retention { tokens, .. } => sizes(tokens, None),
            _ => Vec::new(),
        }),
        Promise::sizes(all, 1, |input| match input {
            Input::Gla { tokens, .. } => sizes(tokens, None),
            _ => Vec::new(),
        }),
        Promise::sizes(length, 1, |input| match input {
            Input::Chunked { tokens, chunk, .. } => sizes(tokens, Some(*chunk)),
            _ => Vec::new(),
        }),
        Promise::range("`gamma` lies between 0.5 and 1", 0.5..=1.0, |input| match input {
            Input::Retention { gamma, .. } => vec![f64::from(*gamma)],
            _ => Vec::new(),
        }),
        Promise::range(range, -5.0..=0.0, |input| match input {
            Input::Gla { decays, .. } => decays.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::range(range, -5.0..=0.0, |input| match input {
            Input::Chunked { decays, .. } => decays.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::edge(length, |input| match input {
            Input::Chunked { tokens, chunk, .. } => *chunk > tokens.sizes()[0] + 1,
            _ => false,
        }),
        Promise::edge(length, |input| match input {
            Input::Chunked { tokens, chunk, .. } => {
                let n = tokens.sizes()[0];
                n > *chunk && !n.is_multiple_of(*chunk)
            }
            _ => false,
        }),
        Promise::said("pairs of tokens within a chunk"),
        // Beyond what exp can hold in 64 bits, too.
        Promise::edge(long, |input| match input {
            Input::Chunked { tokens, decays, chunk } => {
                let within = tokens.sizes()[0].min(*chunk) as f64;
                within * 5.0 > 740.0 && decays.values.iter().all(|&decay| decay == -5.0)
            }
            _ => false,
        }),
        Promise::layouts(views, |input| match input {
            Input::Retention { tokens, .. } => layouts(tokens, None),
            _ => Vec::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Gla { tokens, decays } => layouts(tokens, Some(decays)),
            _ => Vec::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Chunked { tokens, decays, .. } => layouts(tokens, Some(decays)),
            _ => Vec::new(),
        }),
    ]
}
