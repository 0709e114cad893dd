//! What the stub of `luong` promises.

use judge::{Layout, Promise};
use ndarray::{Array2, Axis, concatenate};

use super::{Form, Input};

fn inside_scores(input: &Input) -> Vec<f64> {
    let Form::Concat { weights, .. } = &input.form else { return Vec::new() };
    let (queries, keys, weights) = (input.queries.double(), input.keys.double(), weights.double());
    let (of_query, of_key) = weights.view().split_at(Axis(0), queries.ncols());
    let (from_query, from_key): (Array2<f64>, Array2<f64>) = (queries.dot(&of_query), keys.dot(&of_key));
    from_query.rows().into_iter().flat_map(|query| (&from_key + &query).into_iter()).collect()
}

fn inside_output(input: &Input) -> Vec<f64> {
    let joined = concatenate![Axis(1), input.contexts.double(), input.queries.double()];
    joined.dot(&input.w_output.double()).into_iter().collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1 and may differ; all views may be", 1, |input| {
            let ((n, query_width), (m, key_width)) = (input.queries.values.dim(), input.keys.values.dim());
            vec![n, m, query_width, key_width]
        }),
        Promise::edge(
            "All sizes are at least 1",
            |input| matches!(&input.form, Form::Concat { w_score, .. } if w_score.values.len() == 1),
        ),
        Promise::sizes("All sizes are at least 1 and may differ; the views may be", 1, |input| {
            let (width, contexts) = (input.w_output.values.ncols(), input.contexts.values.ncols());
            vec![input.contexts.values.nrows(), contexts, input.queries.values.ncols(), width]
        }),
        Promise::layouts("all views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout]
        }),
        Promise::layouts("all views may be transposed or strided", |input| match &input.form {
            Form::General { weights } => vec![weights.layout],
            _ => Vec::new(),
        }),
        Promise::layouts("all views may be transposed or strided", |input| match &input.form {
            Form::Concat { weights, .. } => vec![weights.layout],
            _ => Vec::new(),
        }),
        Promise::edge(
            "all views may be transposed or strided",
            |input| matches!(&input.form, Form::Concat { w_score, .. } if w_score.layout == Layout::Strided),
        ),
        Promise::layouts("the views may be transposed or strided", |input| {
            vec![input.contexts.layout, input.queries.layout, input.w_output.layout]
        }),
        Promise::range("The sums inside tanh can be as large as ±10,000", -1e4..=1e4, inside_scores),
        Promise::range("The sums inside tanh can be as large as ±10,000", -1e4..=1e4, inside_output),
    ]
}
