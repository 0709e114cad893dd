//! What the stub of `clip` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let empty = "Both may be empty, on some ranks or on all, and the norm may be 0";
    vec![
        Promise::edge(empty, |input: &Input| input.replicated.is_empty()),
        Promise::edge(empty, |input| input.shards.iter().all(Vec::is_empty)),
        Promise::edge(empty, |input| {
            input.shards.iter().any(Vec::is_empty) && !input.shards.iter().all(Vec::is_empty)
        }),
        Promise::edge(empty, |input| {
            let mut all = input.shards.iter().flatten().chain(&input.replicated).peekable();
            all.peek().is_some() && all.all(|&g| g == 0.0)
        }),
        Promise::range("Entries lie within ±10⁶", -1e6..=1e6, |input| {
            input.shards.iter().flatten().chain(&input.replicated).copied().collect()
        }),
        Promise::always("`most` is positive", |input| input.most > 0.0),
        Promise::said("A rank sends at most as many numbers as there are other ranks, or two"),
        Promise::range("There are between 1 and 9 ranks", 1.0..=9.0, |input| vec![input.shards.len() as f64]),
    ]
}
