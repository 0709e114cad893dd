//! What the stub of `csa` promises.

use judge::Promise;

use super::Input;

/// Whether a score that a query does not see lies so far above all that it sees.
fn hidden_above(input: &Input, distance: f64) -> bool {
    let [n, heads, ..] = input.sizes();
    (0..n).any(|t| {
        (0..heads).any(|h| {
            let (seen, hidden): (Vec<_>, Vec<_>) = input.scores(t, h).into_iter().partition(|score| score.1);
            let most = |scores: &[(f64, bool)]| scores.iter().map(|s| s.0).fold(f64::NEG_INFINITY, f64::max);
            most(&hidden) - most(&seen) > distance
        })
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let lists = "the lists are the same for all heads, in any order, without repetition, and may be empty";
    let within = "Scores, also of entries that a query does not see, and sinks lie within ±1000";
    vec![
        Promise::sizes("n, heads, c and `window` are at least 1", 1, |input| {
            let [n, heads, width, _] = input.sizes();
            vec![n, heads, width, input.window]
        }),
        Promise::edge("`window` can be more than n", |input| input.window > input.sizes()[0]),
        Promise::range("up to 2²⁰", 1.0..=f64::from(1 << 20), |input| vec![input.window as f64]),
        Promise::sizes("b may be 0", 0, |input| vec![input.sizes()[3]]),
        Promise::edge("fewer near the start", |input| input.window > 1),
        Promise::always(lists, |input| {
            input.chosen.iter().all(|list| {
                let mut sorted = list.clone();
                sorted.sort_unstable();
                sorted.dedup();
                sorted.len() == list.len() && list.iter().all(|&block| block < input.sizes()[3])
            })
        }),
        Promise::edge(lists, |input| input.chosen.iter().any(|list| !list.is_sorted())),
        Promise::edge(lists, |input| {
            input.chosen.iter().any(Vec::is_empty) && input.chosen.iter().any(|list| !list.is_empty())
        }),
        Promise::range(within, -1e3..=1e3, |input| {
            let [n, heads, ..] = input.sizes();
            // The longest text has ordinary numbers.
            let rows = if n > 100 { 0..0 } else { 0..n };
            let all = rows.flat_map(|t| (0..heads).flat_map(move |h| input.scores(t, h)));
            all.map(|score| score.0).collect()
        }),
        Promise::range(within, -1e3..=1e3, |input| input.sinks.double().to_vec()),
        Promise::edge("and can be far apart", |input| hidden_above(input, 1900.0)),
        Promise::layouts("The four views may be transposed or strided", |input| {
            vec![input.queries.layout, input.tokens.layout, input.blocks.layout, input.sinks.layout]
        }),
    ]
}
