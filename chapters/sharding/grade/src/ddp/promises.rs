//! What the stub of `ddp` promises.

use judge::Promise;

use super::Input;

fn count(input: &Input) -> usize {
    input.tokens().concat().iter().sum()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let ranks = "There are 1 to 7 ranks and 1 to 4 micro-batches, on every rank as many";
    let none =
        "A micro-batch may have no tokens, and so may a rank; if none has any, the gradients are zeros";
    vec![
        Promise::range(ranks, 1.0..=7.0, |input| vec![input.ranks.len() as f64]),
        Promise::range(ranks, 1.0..=4.0, |input| {
            input.ranks.iter().map(|micro| micro.len() as f64).collect()
        }),
        Promise::always(ranks, |input| input.ranks.iter().all(|micro| micro.len() == input.ranks[0].len())),
        Promise::edge(none, |input| {
            input.tokens().iter().any(|rank| rank.contains(&0) && rank.iter().any(|&tokens| tokens > 0))
        }),
        Promise::edge(none, |input| {
            count(input) > 0 && input.tokens().iter().any(|rank| rank.iter().all(|&tokens| tokens == 0))
        }),
        Promise::edge(none, |input| count(input) == 0),
        Promise::edge(none, |input| count(input) == 1),
        Promise::range("Tensors have 0 to 300 numbers", 0.0..=300.0, |input| {
            input.sizes().into_iter().map(|size| size as f64).collect()
        }),
        Promise::always("every tensor is in one of them", |input| {
            let mut all = input.buckets.concat();
            all.sort_unstable();
            all.into_iter().eq(0..input.sizes().len())
        }),
        Promise::said(
            "Ranks send to each other at most what an all-reduce of each bucket takes, and one of a number for each",
        ),
    ]
}
