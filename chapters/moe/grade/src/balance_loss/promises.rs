//! What the stub of `balance_loss` promises, and that of `z_loss`.

use judge::{Layout, Promise};
use ndarray::Array2;

use super::Batches;
use crate::switch::promises::{clear, near, no_negative_zero, numbers, spreads, steps};

fn all(input: &Batches, of: impl Fn(&Array2<f32>) -> Vec<f64>) -> Vec<f64> {
    input.0.iter().flat_map(|batch| of(&batch.values)).collect()
}

/// What both losses promise.
pub(in super::super) fn shared() -> Vec<Promise<Batches>> {
    fn layouts(input: &Batches) -> Vec<Layout> {
        input.0.iter().map(|batch| batch.layout).collect()
    }
    vec![
        Promise::sizes("`logits` (tokens, experts), both at least 1", 1, |input| {
            input.0.iter().flat_map(|batch| [batch.values.nrows(), batch.values.ncols()]).collect()
        }),
        Promise::layouts("The view may be transposed or strided", layouts),
        Promise::range("Logits lie between −1100 and 1100", -1100.0..=1100.0, |input| all(input, numbers)),
        Promise::range("those of a token within 60 of each other", 0.0..=60.0, |input| all(input, spreads)),
    ]
}

pub(super) fn promises() -> Vec<Promise<Batches>> {
    const APART: &str = "unless its two largest are equal they are at least 0.01 apart";
    fn two_largest(input: &Batches) -> Vec<f64> {
        all(input, |logits| steps(logits, 1))
    }
    let mut promises = shared();
    promises.extend([
        Promise::edge("of equals the first", |input| two_largest(input).contains(&0.0)),
        Promise::always(APART, |input| clear(&two_largest(input))),
        Promise::edge(APART, |input| near(&two_largest(input))),
        Promise::always("(No logit is −0.0.)", |input| {
            input.0.iter().all(|batch| no_negative_zero(&batch.values))
        }),
    ]);
    promises
}
