//! What the stub of `inverse_rope` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::always("`rotary` is even, from 2 to c", |input| {
            input.rotary.is_multiple_of(2) && (2..=input.sizes()[2]).contains(&input.rotary)
        }),
        Promise::sizes("`rotary` is even, from 2 to c", 2, |input| vec![input.rotary]),
        Promise::edge("`rotary` is even, from 2 to c", |input| input.rotary == input.sizes()[2]),
        Promise::edge("c itself may be odd", |input| input.sizes()[2] % 2 == 1),
        Promise::sizes("n and the number of heads are at least 1", 1, |input| input.sizes()[..2].to_vec()),
        Promise::range("Positions are from 0 to 4095", 0.0..=4095.0, |input| {
            vec![input.first as f64, (input.first + input.sizes()[0] - 1) as f64]
        }),
        Promise::range("`base` is from 100 to 1000000", 100.0..=1e6, |input| vec![f64::from(input.base)]),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.outputs.layout]),
    ]
}
