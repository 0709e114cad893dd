//! What the stub of `sinkhorn` promises.

use judge::Promise;

use super::{Asked, Input, cases};

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn spreads(input: &Input) -> Vec<f64> {
        let logits = input.logits.double();
        let spread = |row: ndarray::ArrayView1<'_, f64>| {
            let most = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            most - row.fold(f64::INFINITY, |a, &b| a.min(b))
        };
        logits.rows().into_iter().map(spread).collect()
    }
    /// Of what the largest entry is the largest, if any.
    fn gap(input: &Input) -> Option<f64> {
        match input.asked {
            Asked::Plan => None,
            Asked::Choose | Asked::Route { training: true } => {
                Some(cases::gap(&cases::planned(&input.logits.double(), input.iterations)))
            }
            Asked::Route { training: false } => Some(cases::gap(&input.logits.double())),
        }
    }
    fn evaluates(input: &Input) -> bool {
        input.asked == Asked::Route { training: false }
    }
    vec![
        Promise::sizes("both sizes and `iterations` are at least 1", 1, |input| {
            vec![input.logits.values.nrows(), input.logits.values.ncols(), input.iterations]
        }),
        Promise::range("Logits lie within ±1000", -1e3..=1e3, |input| {
            input.logits.double().into_iter().collect()
        }),
        Promise::range("those of one token within 20 of each other", 0.0..=20.0, spreads),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.logits.layout]),
        Promise::always("never closer than a hundredth of their size", |input| {
            evaluates(input) || gap(input).is_none_or(|gap| gap > 0.01)
        }),
        Promise::edge("never closer than a hundredth of their size", |input| {
            !evaluates(input) && gap(input).is_some_and(|gap| gap < 0.03)
        }),
        Promise::always("never closer than 0.01 to the second largest", |input| {
            !evaluates(input) || gap(input).is_none_or(|gap| gap > 0.01)
        }),
        Promise::edge("never closer than 0.01 to the second largest", |input| {
            evaluates(input) && gap(input).is_some_and(|gap| gap < 0.012)
        }),
    ]
}
