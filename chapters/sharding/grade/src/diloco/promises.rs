//! What the stub of `diloco` promises.

use judge::Promise;

use super::inputs::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "There are 1 to 7 ranks and 0 to 300 weights";
    vec![
        Promise::range(sizes, 1.0..=7.0, |input| vec![input.team.ranks() as f64]),
        Promise::range(sizes, 0.0..=300.0, |input| vec![input.team.weights.len() as f64]),
        Promise::edge("v need not be 0 at the first call", |input| {
            input.team.velocity.iter().any(|&v| v != 0.0)
        }),
        Promise::range("Whole rounds, 1 to 6 of them", 1.0..=6.0, |input: &Input| {
            input.trained().into_iter().map(|[_, rounds]| rounds as f64).collect()
        }),
        Promise::range("makes `every` steps (1 to 12)", 1.0..=12.0, |input: &Input| {
            input.trained().into_iter().map(|[every, _]| every as f64).collect()
        }),
        Promise::said("A rank sends at most 2 (N − 1) messages in a round"),
        Promise::said("and in them at most 2 (N − 1) shards of ⌈n/N⌉ numbers"),
    ]
}
