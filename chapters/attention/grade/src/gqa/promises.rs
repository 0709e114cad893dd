//! What the stub of `gqa` promises.

use judge::Promise;
use ndarray::Axis;

use super::Input;
use crate::levels;
use attention::Mask;

/// The scores of each query in each head, with the number of the query.
fn scores(input: &Input) -> Vec<(usize, Vec<f64>)> {
    let share = input.heads() / input.groups();
    let of_head = |h: usize| {
        let queries = input.queries.values.index_axis(Axis(1), h);
        let keys = input.keys.values.index_axis(Axis(1), h / share);
        let rows = queries.rows().into_iter().enumerate();
        rows.map(|(i, query)| (i, levels::scores(query, keys))).collect::<Vec<_>>()
    };
    (0..input.heads()).flat_map(of_head).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let ((n, heads, width), (m, groups, value_width)) =
                (input.queries.values.dim(), input.values.values.dim());
            vec![n, m, heads, groups, width, value_width]
        }),
        Promise::always("heads is a multiple of groups", |input| {
            input.heads().is_multiple_of(input.groups())
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            [&input.queries, &input.keys, &input.values].map(|cube| cube.layout).to_vec()
        }),
        Promise::edge("One group is multi-query attention", |input| input.groups() == 1 && input.heads() > 1),
        Promise::edge("as many groups as heads is ordinary multi-head attention", |input| {
            input.groups() == input.heads() && input.heads() > 1
        }),
        Promise::edge("a query that sees nothing gives 0", |input| {
            input.mask == Mask::Causal && input.queries.values.dim().0 > input.keys.values.dim().0
        }),
        Promise::range("scores can be as large as ±1,000", -1e3..=1e3, |input| {
            scores(input).into_iter().flat_map(|(_, scores)| scores).collect()
        }),
        Promise::range(WITHIN, 0.0..=60.0, |input| {
            scores(input).iter().map(|(_, scores)| levels::spread(scores)).collect()
        }),
        Promise::edge(WITHIN, hidden_above),
    ]
}

const WITHIN: &str = "all those of a query in one head, hidden ones too, within 60 of each other";

/// Whether some query has a hidden score at least 50 above every visible one.
fn hidden_above(input: &Input) -> bool {
    let (n, m) = (input.queries.values.dim().0, input.keys.values.dim().0);
    let largest = |scores: &[f64]| scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    input.mask == Mask::Causal
        && scores(input).iter().any(|(i, scores)| {
            let (visible, hidden) = scores.split_at((i + 1 + m).saturating_sub(n));
            !visible.is_empty() && largest(hidden) - largest(visible) > 50.0
        })
}
