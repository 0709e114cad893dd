//! What the stub of `sink` promises.

use judge::Promise;

use super::Input;

/// All scores, those of hidden keys too.
fn scores(input: &Input) -> Vec<f64> {
    let (queries, keys) = (input.queries.double(), input.keys.double());
    let root = (input.sizes()[3] as f64).sqrt();
    let heads = queries.outer_iter().zip(keys.outer_iter());
    heads
        .flat_map(|(queries, keys)| (queries.dot(&keys.t()) / root).into_iter().collect::<Vec<_>>())
        .collect()
}

/// How far the highest visible score of a query lies below the highest hidden one, where it does.
fn hidden_above(input: &Input, head: usize, i: usize) -> f64 {
    let [_, n, m, ..] = input.sizes();
    let all = scores(input);
    let largest = |seen: bool| {
        let of = (0..m).filter(|&j| input.visible[[i, j]] == seen);
        of.map(|j| all[(head * n + i) * m + j]).fold(f64::NEG_INFINITY, f64::max)
    };
    largest(false) - largest(true)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let large = "Scores, those that are hidden too, and sinks can be as large as ±2000";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::layouts("The four views of numbers may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout, input.values.layout, input.sinks.layout]
        }),
        Promise::range(large, -2000.0..=2000.0, scores),
        Promise::range(large, -2000.0..=2000.0, |input| input.sinks.double().to_vec()),
        Promise::edge("and far apart", |input| {
            let [heads, n, ..] = input.sizes();
            let far = |head: usize| (0..n).any(|i| hidden_above(input, head, i) > 3500.0);
            // Not above nothing.
            (0..heads).any(far) && input.visible.rows().into_iter().all(|row| row.iter().any(|&seen| seen))
        }),
        Promise::edge("a query that sees no key gets 0", |input| {
            input.visible.rows().into_iter().any(|row| row.iter().all(|&seen| !seen))
        }),
    ]
}
