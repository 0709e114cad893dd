//! What the stub of `reduce_scatter` promises.

use judge::Promise;

use super::Input;
use crate::summed::LARGEST;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::range("between 1 and 9 ranks", 1.0..=9.0, |input: &Input| vec![input.ranks() as f64]),
        Promise::range("0 to 300 values", 0.0..=300.0, |input: &Input| vec![input.length() as f64]),
        Promise::edge("size need not divide n", |input| !input.length().is_multiple_of(input.ranks())),
        Promise::edge("shards may be empty", |input| input.length() < input.ranks()),
        Promise::range("integers up to 2⁵⁹ in size", -(LARGEST as f64)..=LARGEST as f64, |input| {
            match input {
                Input::Floats(_) => vec![],
                Input::Integers(values) => values.iter().flatten().map(|&x| x as f64).collect(),
            }
        }),
        Promise::said("A rank sends at most size − 1 shards of the longest length"),
        Promise::said("after at most size − 1 steps"),
    ]
}
