//! What the stub of `scaled_dot_product` promises.

use judge::Promise;

use super::Input;
use crate::levels;
use attention::Mask;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1, and all four may differ", 1, |input| {
            let ((n, width), (m, value_width)) = (input.queries.values.dim(), input.values.values.dim());
            vec![n, m, width, value_width]
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            [&input.queries, &input.keys, &input.values].map(|matrix| matrix.layout).to_vec()
        }),
        Promise::edge("With `Mask::None` every query sees every key", |input| input.mask == Mask::None),
        Promise::edge("With more queries than keys the first n − m queries see nothing", |input| {
            input.mask == Mask::Causal && input.queries.values.nrows() > input.keys.values.nrows()
        }),
        Promise::range("scores can be as large as ±10,000", -1e4..=1e4, |input| {
            levels::all_scores(&input.queries.values, &input.keys.values)
        }),
        Promise::range(
            "all those of a query, hidden ones too, within 60 of each other",
            0.0..=60.0,
            |input| levels::spreads(&input.queries.values, &input.keys.values),
        ),
        Promise::edge("all those of a query, hidden ones too, within 60 of each other", hidden_above),
    ]
}

/// Whether some query has a hidden score at least 50 above every visible one.
fn hidden_above(input: &Input) -> bool {
    (0..input.queries.values.nrows()).any(|i| {
        let scores = levels::scores(input.queries.values.row(i), input.keys.values.view());
        let (visible, hidden) = scores.split_at(input.visible(i));
        let largest = |scores: &[f64]| scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        !visible.is_empty() && largest(hidden) - largest(visible) > 50.0
    })
}
