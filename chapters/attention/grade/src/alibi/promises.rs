//! What the stub of `alibi` promises.

use judge::Promise;

use super::{Head, Input};
use crate::levels;

/// Something of the input of `attend`; nothing of another one.
fn head<T>(input: &Input, of: impl FnOnce(&Head) -> Vec<T>) -> Vec<T> {
    match input {
        Input::Attend(head) => of(head),
        Input::Slopes(_) => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("for one or more heads", 1, |input| match input {
            Input::Slopes(heads) => vec![*heads],
            Input::Attend(_) => Vec::new(),
        }),
        Promise::sizes("All sizes are at least 1, and all four may differ", 1, |input| {
            head(input, |head| {
                let ((n, width), (m, value_width)) = (head.queries.values.dim(), head.values.values.dim());
                vec![n, m, width, value_width]
            })
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            head(input, |head| [&head.queries, &head.keys, &head.values].map(|matrix| matrix.layout).to_vec())
        }),
        Promise::edge(
            "With more queries than keys the first n − m queries see nothing",
            |input| matches!(input, Input::Attend(head) if head.visible(0) == 0),
        ),
        Promise::edge(
            "query i stands at position i + (m − n), sees the keys j up to there",
            |input| matches!(input, Input::Attend(head) if head.visible(0) > 1),
        ),
        Promise::range("`slope` is between 0 and 1", 0.0..=1.0, |input| {
            head(input, |head| vec![f64::from(head.slope)])
        }),
        Promise::range("scores can be as large as ±1,000", -1e3..=1e3, |input| {
            head(input, |head| levels::all_scores(&head.queries.values, &head.keys.values))
        }),
        Promise::edge(
            "scores can be as large as ±1,000 after the scale, hidden ones too",
            |input| matches!(input, Input::Attend(head) if hidden_above(head)),
        ),
    ]
}

/// Whether a hidden score is so far above all visible ones of its query that they vanish beside it, in double precision too.
fn hidden_above(head: &Head) -> bool {
    (0..head.queries.values.nrows()).any(|i| {
        let scores = levels::scores(head.queries.values.row(i), head.keys.values.view());
        let (visible, hidden) = scores.split_at(head.visible(i));
        let largest = |scores: &[f64]| scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        !visible.is_empty() && largest(hidden) - largest(visible) > 1500.0
    })
}
