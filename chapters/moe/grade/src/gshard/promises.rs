//! What the stub of `gshard` promises.

use judge::Promise;

use super::Input;
use crate::switch::promises::{clear, near, no_negative_zero, numbers, spreads, steps};

pub(super) fn promises() -> Vec<Promise<Input>> {
    const APART: &str = "of its three largest any two are equal or at least 0.01 apart";
    fn three_largest(input: &Input) -> Vec<f64> {
        steps(&input.logits.values, 2)
    }
    vec![
        Promise::sizes("at least 1 token and 2 experts", 1, |input| vec![input.logits.values.nrows()]),
        Promise::sizes("at least 1 token and 2 experts", 2, |input| vec![input.logits.values.ncols()]),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.logits.layout]),
        Promise::edge("of equals the first", |input| {
            input.logits.values.ncols() > 20 && three_largest(input).contains(&0.0)
        }),
        Promise::edge("`capacity` is at least 1", |input| {
            input.capacity == 1 && input.logits.values.nrows() > 1
        }),
        Promise::range("Logits lie between −1100 and 1100", -1100.0..=1100.0, |input| {
            numbers(&input.logits.values)
        }),
        Promise::range("those of a token within 60 of each other", 0.0..=60.0, |input| {
            spreads(&input.logits.values)
        }),
        Promise::always(APART, |input| clear(&three_largest(input))),
        Promise::edge(APART, |input| near(&three_largest(input))),
        Promise::always("(No logit is −0.0.)", |input| no_negative_zero(&input.logits.values)),
    ]
}
