//! What the stub of `packing` promises.

use judge::Promise;

use super::Input;

/// The first and the last document that are not empty.
fn full(input: &Input) -> Option<(usize, usize)> {
    let full = |length: &usize| *length > 0;
    Some((input.lengths.iter().position(full)?, input.lengths.iter().rposition(full)?))
}

fn between(input: &Input, has: impl Fn(usize, usize, usize) -> bool) -> bool {
    full(input).is_some_and(|(first, last)| has(first, last, input.lengths.len()))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let counts = "There is at least one document and at least one position that is not padding, and the documents always fit";
    let empty = "A length may be 0, the first and the last too";
    vec![
        Promise::always(counts, |input| {
            !input.lengths.is_empty() && (1..=input.total()).contains(&input.end())
        }),
        Promise::edge(counts, |input| input.lengths.len() == 1 && input.end() == 1),
        Promise::edge(counts, |input| input.total() == 1),
        Promise::edge(counts, |input| input.lengths.iter().any(|&length| length > 256)),
        Promise::edge(empty, |input| between(input, |first, _, _| first > 0)),
        Promise::edge(empty, |input| {
            between(input, |_, last, all| last + 1 < all) && input.end() == input.total()
        }),
        Promise::edge(empty, |input| {
            between(input, |_, last, all| last + 1 < all) && input.end() < input.total()
        }),
        Promise::edge(empty, |input| input.lengths.windows(2).any(|pair| pair == [0, 0])),
        Promise::edge(empty, |input| {
            between(input, |first, last, _| input.lengths[first..last].contains(&0))
        }),
        Promise::range("Scores lie within ±30", -30.0..=30.0, |input| {
            let root = (input.queries.values.ncols() as f64).sqrt();
            (input.queries.double().dot(&input.keys.double().t()) / root).into_iter().collect()
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout, input.values.layout]
        }),
    ]
}
