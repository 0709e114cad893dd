//! What the stub of `discretise` promises.

use judge::Promise;

use super::Input;
use super::cases::{ROW, STATES, largest_row};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let singular = "A need not have an inverse";
    vec![
        Promise::range("n is from 1 to 24", 1.0..=STATES as f64, |input| vec![input.b.values.len() as f64]),
        Promise::range("sum to at most 64", 0.0..=ROW, |input| {
            vec![f64::from(input.step) * largest_row(&input.a.values)]
        }),
        Promise::range("The step Δ = `step` lies between 0.00001 and 100", 1e-5..=100.0, |input| {
            vec![f64::from(input.step)]
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            vec![input.a.layout, input.b.layout]
        }),
        Promise::said("exact where the input does not change within a step"),
        Promise::edge(singular, |input| input.a.values.iter().all(|&x| x == 0.0)),
        Promise::edge(singular, |input| {
            input.a.values.iter().any(|&x| x != 0.0)
                && (0..input.b.values.len()).all(|k| input.a.values.column(k).sum() == 0.0)
        }),
    ]
}
