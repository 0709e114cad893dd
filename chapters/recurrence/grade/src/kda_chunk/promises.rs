//! What the stub of `kda_chunk` promises.

use judge::Promise;
use ndarray::Axis;

use super::Input;

/// The lengths of the keys.
fn lengths(input: &Input) -> Vec<f64> {
    let keys = input.keys.double();
    (&keys * &keys).sum_axis(Axis(1)).mapv(f64::sqrt).to_vec()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let start = "which may be anything";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::range("Decays lie between −20 and 0", -20.0..=0.0, |input| {
            input.decays.double().into_iter().collect()
        }),
        Promise::range("β between 0 and 1", 0.0..=1.0, |input| input.beta.double().to_vec()),
        Promise::range("the length of a key between 0 and 1", 0.0..=1.0, lengths),
        Promise::edge("all keys may be alike", |input| {
            let keys = &input.keys.values;
            let alike = keys.dot(&keys.t()).iter().all(|&product| product > 0.99);
            alike && input.chunk > 32 && input.sizes()[0] > 32
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            let Input { queries, keys, values, beta, decays, .. } = input;
            vec![queries.layout, keys.layout, values.layout, beta.layout, decays.layout]
        }),
        Promise::said(
            "It reads the state at most twice and writes it at most once, however many tokens there are",
        ),
        Promise::edge(start, |input| input.start.iter().all(|&x| x == 0.0)),
        Promise::edge(start, |input| input.start.iter().any(|&x| x > 900.0)),
    ]
}
