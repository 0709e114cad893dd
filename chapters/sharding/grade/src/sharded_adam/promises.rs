//! What the stub of `sharded_adam` promises.

use judge::Promise;

use super::inputs::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::edge("both means are of one length, which may be 0", |input| {
            input.alone && input.weights.is_empty()
        }),
        Promise::said("A rank sends at most 2 (N − 1) times the longest shard"),
        Promise::range("There are between 1 and 7 ranks", 1.0..=7.0, |input: &Input| {
            vec![input.ranks() as f64]
        }),
        Promise::edge("there may be fewer weights than ranks", |input| {
            !input.alone && !input.weights.is_empty() && input.weights.len() < input.ranks()
        }),
    ]
}
