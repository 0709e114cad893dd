//! What the stub of `mean_pool` promises.

use judge::{Layout, Promise};

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    /// Tokens, tokens of a block, channels.
    fn sizes(input: &Input) -> Option<[usize; 3]> {
        match input {
            Input::Pool { tokens, block } => Some([tokens.values.nrows(), *block, tokens.values.ncols()]),
            Input::Visible { .. } => None,
        }
    }
    let left_out = "whose block is not complete, are left out";
    vec![
        Promise::sizes("c and `block` are at least 1", 1, |input| {
            sizes(input).map_or_else(Vec::new, |sizes| sizes[1..].to_vec())
        }),
        Promise::sizes("n may be 0", 0, |input| sizes(input).map_or_else(Vec::new, |sizes| vec![sizes[0]])),
        Promise::edge(left_out, |input| {
            sizes(input).is_some_and(|[n, block, _]| n > block && !n.is_multiple_of(block))
        }),
        Promise::edge("with fewer than `block` tokens there is no entry at all", |input| {
            sizes(input).is_some_and(|[n, block, _]| n > 0 && n < block)
        }),
        Promise::range("Tokens hold numbers within ±1000", -1e3..=1e3, |input| match input {
            Input::Pool { tokens, .. } => tokens.double().into_iter().collect(),
            Input::Visible { .. } => Vec::new(),
        }),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Pool { tokens, .. } => vec![tokens.layout],
            Input::Visible { .. } => vec![Layout::Contiguous; 0],
        }),
        Promise::range("Positions are at most 100 million", 0.0..=1e8, |input| match input {
            Input::Pool { .. } => Vec::new(),
            Input::Visible { positions, .. } => positions.iter().map(|&position| position as f64).collect(),
        }),
        Promise::sizes("and `block` is at least 1", 1, |input| match input {
            Input::Pool { .. } => Vec::new(),
            Input::Visible { block, .. } => vec![*block],
        }),
    ]
}
