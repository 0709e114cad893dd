//! What the stub of `nsa_scores` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let multiples = "`length` and `block` are multiples of `stride`";
    let any = "either of them may be the longer one";
    let beyond = "Selected blocks may begin beyond the last compressed one, and compressed ones may end beyond the last selected one";
    vec![
        Promise::always(multiples, |input| {
            [input.length, input.block].iter().all(|size| size.is_multiple_of(input.stride))
        }),
        Promise::edge(multiples, |input| input.length == input.stride && input.block > input.stride),
        Promise::edge(multiples, |input| input.block == input.stride && input.length > input.stride),
        Promise::edge(multiples, |input| input.block == input.stride && input.length == input.stride),
        Promise::edge(any, |input| input.length > input.block),
        Promise::edge(any, |input| input.length < input.block),
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let (heads, count) = input.weights.values.dim();
            vec![heads, count, input.length, input.stride, input.block, input.blocks]
        }),
        Promise::range("`length` and `block` are at most 2²⁰", 1.0..=f64::from(1 << 20), |input| {
            vec![input.length as f64]
        }),
        Promise::range("`length` and `block` are at most 2²⁰", 1.0..=f64::from(1 << 20), |input| {
            vec![input.block as f64]
        }),
        Promise::edge(beyond, |input| (input.blocks - 1) * input.block >= input.end()),
        Promise::edge(beyond, |input| input.blocks * input.block < input.end()),
        Promise::range("Weights are from 0 to 1", 0.0..=1.0, |input| {
            input.weights.values.iter().map(|&x| f64::from(x)).collect()
        }),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.weights.layout]),
    ]
}
