//! What the stub of `indexer` promises.

use judge::Promise;

use super::Input;

/// Whether a block scores exactly 0 for a query because none of its heads matches.
fn nothing_matches(input: &Input, t: usize, s: usize) -> bool {
    let [_, heads, ..] = input.sizes();
    (0..heads).all(|h| input.product(t, h, s) < 0.0)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::edge("Weights may be negative", |input| input.weights.values.iter().all(|&w| w < 0.0)),
        Promise::edge("Weights may be negative", |input| {
            let rows = input.weights.values.rows();
            rows.into_iter().any(|row| row.iter().any(|&w| w < 0.0) && row.iter().any(|&w| w > 0.0))
        }),
        Promise::edge("and 0 otherwise", |input| {
            let [n, _, _, blocks] = input.sizes();
            (0..n).any(|t| (0..blocks).any(|s| nothing_matches(input, t, s)))
        }),
        Promise::edge("and 0 otherwise", |input| {
            let [n, _, _, blocks] = input.sizes();
            (0..n).all(|t| (0..blocks).all(|s| nothing_matches(input, t, s)))
        }),
        Promise::edge("and 0 otherwise", |input| {
            let [n, heads, _, blocks] = input.sizes();
            (0..n).any(|t| (0..heads).any(|h| (0..blocks).any(|s| input.product(t, h, s) == 0.0)))
        }),
        Promise::layouts("The three views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout, input.weights.layout]
        }),
    ]
}
