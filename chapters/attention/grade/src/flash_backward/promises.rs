//! What the stub of `flash_backward` promises.

use judge::Promise;
use ndarray::Array2;

use super::Input;
use attention::Mask;

/// All scores, hidden ones too.
fn scores(input: &Input) -> Array2<f64> {
    let (queries, keys) = (input.queries.double(), input.keys.double());
    queries.dot(&keys.t()) / (queries.ncols() as f64).sqrt()
}

/// The lowest and the highest score that a query sees; the highest that it does not see.
fn ends(input: &Input) -> Vec<[f64; 3]> {
    let largest = |scores: &mut dyn Iterator<Item = f64>| scores.fold(f64::NEG_INFINITY, f64::max);
    let of_row = |(i, row): (usize, ndarray::ArrayView1<'_, f64>)| {
        let seen = input.visible(i);
        let low = -largest(&mut row.iter().take(seen).map(|score| -score));
        let high = largest(&mut row.iter().copied().take(seen));
        [low, high, largest(&mut row.iter().copied().skip(seen))]
    };
    scores(input).rows().into_iter().enumerate().map(of_row).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let large = "Scores can be as large as ±400, hidden ones too";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let (n, m) = input.counts();
            vec![n, m, input.queries.values.ncols(), input.values.values.ncols()]
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            let Input { queries, keys, values, upstream, .. } = input;
            let given = [queries, keys, values, upstream].map(|matrix| matrix.layout);
            given.into_iter().chain([input.layout]).collect()
        }),
        Promise::edge("m may be smaller than n; a query that sees nothing", |input| {
            input.mask == Mask::Causal && input.visible(0) == 0
        }),
        Promise::edge("m may be smaller than n", |input| {
            input.mask == Mask::None && input.counts().0 > input.counts().1
        }),
        Promise::range(large, -400.0..=400.0, |input| scores(input).into_iter().collect()),
        Promise::edge(large, |input| {
            ends(input).iter().any(|[_, high, hidden]| hidden - high > 780.0 && *high > -400.0)
        }),
        Promise::range("those that a query sees lie within 60 of each other", 0.0..=60.0, |input| {
            ends(input).iter().map(|[low, high, _]| high - low).filter(|gap| gap.is_finite()).collect()
        }),
    ]
}
