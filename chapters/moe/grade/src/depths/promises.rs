//! What the stub of `depths` promises.

use judge::{Layout, Promise};

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn scores(input: &Input) -> Vec<f64> {
        input.scores.values.iter().map(|&score| f64::from(score)).collect()
    }
    /// The last score that is chosen, and the first that is not.
    fn border(input: &Input) -> Option<(f32, f32)> {
        let mut sorted = input.scores.values.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted.get(input.capacity).map(|&out| (sorted[input.capacity - 1], out))
    }
    fn adjacent(input: &Input, size: std::ops::Range<f32>) -> bool {
        border(input).is_some_and(|(last, out)| size.contains(&last) && out == last.next_down())
    }
    let mut promises = vec![
        Promise::edge("a score may be negative", |input: &Input| {
            input.scores.values.iter().all(|&score| score < 0.0)
        }),
        Promise::edge("Of equal scores the one at the lower position comes first", |input| {
            border(input).is_some_and(|(last, out)| last == out)
        }),
        // More than a sort of few does by insertion, which is stable whatever it is called.
        Promise::edge("Of equal scores the one at the lower position comes first", |input| {
            border(input).is_some_and(|(last, out)| last == out) && input.scores.values.len() > 50
        }),
        Promise::range("Scores lie within ±10³⁰", -1e30..=1e30, scores),
        Promise::always("none is −0.0", |input| {
            !scores(input).iter().any(|x| *x == 0.0 && x.is_sign_negative())
        }),
        Promise::edge("none is −0.0", |input| scores(input).contains(&0.0)),
        Promise::edge("Two may be as close as two f32 can be", |input| adjacent(input, 0.1..10.0)),
        Promise::edge("Two may be as close as two f32 can be", |input| adjacent(input, 1e-9..1e-7)),
        Promise::edge("Two may be as close as two f32 can be", |input| adjacent(input, 1e12..1e14)),
        Promise::edge("`scores` may be strided", |input| input.scores.layout == Layout::Strided),
        Promise::sizes("T and d are at least 1", 1, |input| {
            vec![input.tokens.values.nrows(), input.tokens.values.ncols()]
        }),
        Promise::layouts("`tokens` may be transposed or strided", |input| vec![input.tokens.layout]),
    ];
    for says in ["T is at least 1, and `capacity` is from 1 to T", "at least 1, `capacity` is from 1 to T"] {
        promises.extend([
            Promise::always(says, |input: &Input| (1..=input.scores.values.len()).contains(&input.capacity)),
            Promise::edge(says, |input: &Input| input.capacity == 1 && input.scores.values.len() > 1),
            Promise::edge(says, |input: &Input| {
                input.capacity == input.scores.values.len() && input.capacity > 1
            }),
        ]);
    }
    promises
}
