//! What the stub of `power_sgd` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "n, m and r are at least 1";
    let most = "r is at most n and m";
    let zero = "such a column stays 0, in P and in Q";
    vec![
        Promise::range("There are between 1 and 4 ranks", 1.0..=4.0, |input| vec![input.ranks() as f64]),
        Promise::edge(sizes, |input| input.sizes()[0] == 1),
        Promise::edge(sizes, |input| input.sizes()[1] == 1),
        Promise::edge(sizes, |input| input.sizes()[2] == 1),
        Promise::always(most, |input| input.sizes()[2] <= input.sizes()[0].min(input.sizes()[1])),
        Promise::edge(most, |input| input.sizes()[2] > 1 && input.sizes()[2] == input.sizes()[0]),
        Promise::edge(most, |input| input.sizes()[2] > 1 && input.sizes()[2] == input.sizes()[1]),
        Promise::edge(zero, |input| {
            input.q.columns().into_iter().any(|column| column.iter().all(|&x| x == 0.0))
        }),
        Promise::range("Entries are within ±1000", -1000.0..=1000.0, |input| {
            input.rounds.iter().flatten().flatten().copied().collect()
        }),
        Promise::edge("the errors need not be 0 in the first round", |input| {
            input.errors.iter().flatten().any(|&x| x != 0.0)
        }),
        Promise::said("A rank sends at most 2 (W − 1) (⌈n r / W⌉ + ⌈m r / W⌉) numbers"),
    ]
}
