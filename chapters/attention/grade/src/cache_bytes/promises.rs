//! What the stub of `cache_bytes` promises.

use judge::Promise;

use super::{Input, bytes};

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn bits(input: &Input) -> u64 {
        input.config.bits
    }
    fn cut(input: &Input) -> usize {
        input.config.layers % input.config.pattern.len()
    }
    let of_bits = "of which there are 8, 16 or 32";
    let may_be_cut = "may be cut by `layers`";
    vec![
        Promise::always(of_bits, |input| [8, 16, 32].contains(&bits(input))),
        Promise::edge(of_bits, |input| bits(input) == 8),
        Promise::edge(of_bits, |input| bits(input) == 16),
        Promise::edge(of_bits, |input| bits(input) == 32),
        Promise::always("There is at least one layer", |input| input.config.layers > 0),
        Promise::edge("There is at least one layer", |input| input.config.layers == 1),
        Promise::always("`pattern` holds at least one kind", |input| !input.config.pattern.is_empty()),
        Promise::edge("`pattern` holds at least one kind", |input| input.config.pattern.len() == 1),
        Promise::edge(may_be_cut, |input| cut(input) > 0 && input.config.layers > input.config.pattern.len()),
        Promise::edge(may_be_cut, |input| input.config.layers < input.config.pattern.len()),
        Promise::edge("`context` may be 0", |input| input.context == 0),
        Promise::range("all results are below 2⁶⁰", 0.0..=(1_u64 << 60) as f64, |input| {
            [input.context, input.context + 1].map(|context| bytes(&input.config, context) as f64).to_vec()
        }),
    ]
}
