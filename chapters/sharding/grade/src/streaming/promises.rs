//! What the stub of `streaming` promises.

use judge::Promise;

use super::inputs::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "There are 1 to 7 ranks, 0 to 300 weights, and 1 to 6 fragments";
    let delay = "P divides H, τ lies between 0 and H / P − 1";
    vec![
        Promise::range(sizes, 1.0..=7.0, |input| vec![input.team.ranks() as f64]),
        Promise::range(sizes, 0.0..=300.0, |input| vec![input.team.weights.len() as f64]),
        Promise::range(sizes, 1.0..=6.0, |input| vec![input.fragments as f64]),
        Promise::edge("of which some may be empty", |input| {
            (1..input.fragments).contains(&input.team.weights.len())
        }),
        Promise::always(delay, |input| {
            input.every.is_multiple_of(input.fragments) && input.delay < input.beat()
        }),
        Promise::edge(delay, |input| input.delay == 0 && input.beat() > 1),
        Promise::edge(delay, |input| input.delay > 1 && input.delay + 1 == input.beat()),
        Promise::range("α between 0 and 1", 0.0..=1.0, |input| vec![input.own]),
        Promise::always("`steps` is a multiple of H / P, at least one", |input| {
            input.steps > 0 && input.steps.is_multiple_of(input.beat())
        }),
        Promise::edge("`steps` is a multiple of H / P, at least one", |input| {
            input.fragments > 1 && !input.steps.is_multiple_of(input.every)
        }),
        Promise::edge("v need not be 0 at first", |input| input.team.velocity.iter().any(|&v| v != 0.0)),
        Promise::said("rank sends at most 2 (N − 1) messages with at most 2 (N − 1) shards of ⌈m/N⌉ numbers"),
    ]
}
