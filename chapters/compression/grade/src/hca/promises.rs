//! What the stub of `hca` promises.

use judge::Promise;

use super::Input;

/// Whether a score that a query does not see lies so far above all that it sees.
fn hidden_above(input: &Input, distance: f64) -> bool {
    let [n, heads, ..] = input.sizes();
    let entries = input.entries();
    (0..n).any(|t| {
        (0..heads).any(|h| {
            let scores = input.scores(&entries, t, h);
            let (seen, hidden): (Vec<_>, Vec<_>) = scores.into_iter().partition(|score| score.1);
            let most = |scores: &[(f64, bool)]| scores.iter().map(|s| s.0).fold(f64::NEG_INFINITY, f64::max);
            most(&hidden) - most(&seen) > distance
        })
    })
}

/// The gates of all tokens, with their biases or alone.
fn gates(input: &Input) -> Vec<f64> {
    let block = input.sizes()[3];
    let (gates, bias) = (input.gates.double(), input.bias.double());
    let sums = gates.indexed_iter().map(|((t, c), &gate)| gate + bias[[t % block, c]]).collect::<Vec<_>>();
    sums.into_iter().chain(gates).chain(bias).collect()
}

/// Whether some block is in this relation to the text.
fn some_text(input: &Input, holds: impl Fn(usize, usize) -> bool) -> bool {
    let [n, .., block] = input.sizes();
    holds(n, block)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let within = "Scores, also of entries that a query does not see, sinks, and gates with and without their biases lie within ±1000";
    let every = "the entry of every block whose last token is row t or stands before it";
    vec![
        Promise::sizes("n, heads, c, m and `window` are at least 1", 1, |input| {
            let [n, heads, width, block] = input.sizes();
            vec![n, heads, width, block, input.window]
        }),
        Promise::edge("m can be more than n", |input| some_text(input, |n, block| block > n)),
        Promise::edge(every, |input| some_text(input, |n, block| block == n && n > 1)),
        Promise::edge(every, |input| some_text(input, |n, block| n > 2 * block && !n.is_multiple_of(block))),
        Promise::edge("`window` can be more than n", |input| input.window > input.sizes()[0]),
        Promise::range("up to 2²⁰", 1.0..=f64::from(1 << 20), |input| vec![input.window as f64]),
        Promise::edge("fewer near the start", |input| input.window > 1),
        Promise::range(within, -1e3..=1e3, |input| {
            let [n, heads, ..] = input.sizes();
            // Long texts have ordinary numbers.
            let rows = if n > 100 { 0..0 } else { 0..n };
            let entries = input.entries();
            let of = |t: usize| (0..heads).flat_map(|h| input.scores(&entries, t, h)).collect::<Vec<_>>();
            rows.flat_map(of).map(|score| score.0).collect()
        }),
        Promise::range(within, -1e3..=1e3, |input| input.sinks.double().to_vec()),
        Promise::range(within, -1e3..=1e3, gates),
        Promise::edge("and can be far apart", |input| input.sizes()[0] < 100 && hidden_above(input, 1900.0)),
        Promise::edge("and can be far apart", |input| {
            let gates =
                input.gates.values.column(0).iter().copied().take(input.sizes()[3]).collect::<Vec<_>>();
            let most = gates.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            gates.iter().any(|gate| most - gate > 1900.0)
        }),
        Promise::layouts("The six views may be transposed or strided", |input| {
            let matrices =
                [&input.tokens, &input.values, &input.gates, &input.bias].map(|matrix| matrix.layout);
            [input.queries.layout, input.sinks.layout].into_iter().chain(matrices).collect()
        }),
    ]
}
