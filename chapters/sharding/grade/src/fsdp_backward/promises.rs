//! What the stub of `fsdp_backward` promises.

use judge::Promise;

use crate::fsdp_forward::network::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::said("it sends at most 2 (N − 1) times the longest shard of each unit"),
        Promise::range("There are between 1 and 7 ranks", 1.0..=7.0, |input: &Input| {
            vec![input.ranks() as f64]
        }),
        Promise::edge("A unit may have fewer weights than there are ranks, or none", |input| {
            input.weights.iter().any(|unit| !unit.is_empty() && unit.len() < input.ranks())
        }),
        Promise::edge("A unit may have fewer weights than there are ranks, or none", |input| {
            input.weights.iter().any(Vec::is_empty)
        }),
        Promise::edge("there may be no units", |input| input.weights.is_empty()),
    ]
}
