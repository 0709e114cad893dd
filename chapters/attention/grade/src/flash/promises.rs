//! What the stub of `flash` promises.

use judge::Promise;
use ndarray::Array2;

use super::Input;
use attention::Mask;

/// All scores, hidden ones too.
fn scores(input: &Input) -> Array2<f64> {
    let (queries, keys) = (input.queries.double(), input.stored().0.double());
    queries.dot(&keys.t()) / (queries.ncols() as f64).sqrt()
}

/// How far the scores that a query sees lie apart.
fn spread(input: &Input, i: usize) -> f64 {
    let all = scores(input);
    let seen = all.row(i).into_iter().take(input.visible(i)).copied();
    let (low, high) = seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(s), h.max(s)));
    high - low
}

/// Whether some query sees keys, and hidden ones lie thousands above all of them.
fn hidden_far_above(input: &Input) -> bool {
    let largest = |scores: &mut dyn Iterator<Item = f64>| scores.fold(f64::NEG_INFINITY, f64::max);
    let all = scores(input);
    all.rows().into_iter().enumerate().any(|(i, row)| {
        let seen = input.visible(i);
        let shown = largest(&mut row.iter().copied().take(seen));
        seen > 0 && seen < row.len() && largest(&mut row.iter().copied().skip(seen)) > shown + 1000.0
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let blind = "m may be smaller than n: a query that sees nothing has output 0 and log-sum-exp −∞";
    vec![
        Promise::said("`memory.load(from..to)` copies at most B keys and their values"),
        Promise::edge("The tiles need not come out even", |input| {
            let (n, m) = input.counts();
            n > input.tile && m > input.tile && n % input.tile != 0 && m % input.tile != 0
        }),
        Promise::said("for them, each row is loaded at most once"),
        Promise::said("More than B queries may share it too, up to all n"),
        Promise::said("What is held may grow with n"),
        Promise::edge(blind, |input| input.mask == Mask::Causal && input.visible(0) == 0),
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let ((n, m), (keys, values)) = (input.counts(), input.stored());
            vec![n, m, keys.values.ncols(), values.values.ncols(), input.tile]
        }),
        Promise::edge("B may be larger than both", |input| {
            input.tile > input.counts().0.max(input.counts().1)
        }),
        Promise::layouts("`queries` may be transposed or strided", |input| vec![input.queries.layout]),
        Promise::range("scores can be as large as ±10,000, hidden ones too", -1e4..=1e4, |input| {
            scores(input).into_iter().collect()
        }),
        Promise::edge("scores can be as large as ±10,000, hidden ones too", hidden_far_above),
        Promise::edge("those of a query thousands apart", |input| {
            (0..input.counts().0).any(|i| spread(input, i) > 15_000.0)
        }),
    ]
}
