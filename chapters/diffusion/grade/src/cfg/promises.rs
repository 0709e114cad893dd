//! What the stub of `cfg` promises.

use judge::{Layout, Promise};

use super::cases::STRONGEST;
use super::{Auto, Dropped, Guided, Input};

fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Guide(Guided { x, .. }) | Input::Auto(Auto { x, .. }) => {
            vec![x.values.nrows(), x.values.ncols()]
        }
        Input::Drop(_) => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let layouts = "The views may be transposed or strided";
    let scale = "s lies between 0 and 20";
    let strongest = 0.0..=f64::from(STRONGEST);
    vec![
        Promise::sizes("n and d are at least 1", 1, |input| match input {
            Input::Guide(_) => sizes(input),
            _ => Vec::new(),
        }),
        Promise::sizes("Shapes and layouts, and s, are as above", 1, |input| match input {
            Input::Auto(_) => sizes(input),
            _ => Vec::new(),
        }),
        Promise::layouts(layouts, |input| match input {
            Input::Guide(given) => vec![given.x.layout, given.levels.layout],
            _ => vec![Layout::Contiguous; 0],
        }),
        Promise::layouts("Shapes and layouts, and s, are as above", |input| match input {
            Input::Auto(given) => vec![given.x.layout, given.levels.layout],
            _ => vec![Layout::Contiguous; 0],
        }),
        Promise::range(scale, strongest.clone(), |input| match input {
            Input::Guide(given) => vec![given.s.into()],
            _ => Vec::new(),
        }),
        Promise::range("Shapes and layouts, and s, are as above", strongest, |input| match input {
            Input::Auto(given) => vec![given.s.into()],
            _ => Vec::new(),
        }),
        Promise::edge(
            "Labels can be `null` themselves",
            |input| matches!(input, Input::Guide(given) if given.labels.contains(&given.null)),
        ),
        Promise::said("at most two rows for each sample"),
        Promise::said("at most one row for each sample"),
        Promise::range("p lies between 0 and 1", 0.0..=1.0, |input| match input {
            Input::Drop(given) => vec![given.p.into()],
            _ => Vec::new(),
        }),
        Promise::always("from 0 on and below 1", |input| match input {
            Input::Drop(Dropped { labels, draws, .. }) => {
                labels.len() == draws.len() && draws.iter().all(|draw| (0.0..1.0).contains(draw))
            }
            _ => true,
        }),
        Promise::edge(
            "there can be none",
            |input| matches!(input, Input::Drop(given) if given.labels.is_empty()),
        ),
        Promise::edge(
            "from 0 on and below 1",
            |input| matches!(input, Input::Drop(given) if given.draws.contains(&0.0)),
        ),
    ]
}
