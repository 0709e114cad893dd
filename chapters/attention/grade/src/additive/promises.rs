//! What the stub of `additive` promises.

use judge::{Layout, Promise};

use super::Input;

/// The sums inside tanh, of every query, key and hidden unit.
fn sums(input: &Input) -> Vec<f64> {
    let from_query = input.queries.double().dot(&input.w_query.double());
    let from_key = input.keys.double().dot(&input.w_key.double());
    let of_query = |query: ndarray::ArrayView1<'_, f64>| (&from_key + &query).into_iter();
    from_query.rows().into_iter().flat_map(of_query).collect()
}

fn scores(input: &Input) -> Vec<f64> {
    let w_score = input.w_score.double();
    sums(input)
        .chunks(w_score.len())
        .map(|sums| sums.iter().zip(&w_score).map(|(sum, w)| w * sum.tanh()).sum())
        .collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1, and all six may differ", 1, |input| {
            let ((n, query_width), (m, value_width)) =
                (input.queries.values.dim(), input.values.values.dim());
            let (key_width, hidden) = input.w_key.values.dim();
            vec![n, m, query_width, key_width, value_width, hidden]
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            let Input { queries, keys, values, w_query, w_key, .. } = input;
            [queries, keys, values, w_query, w_key].map(|matrix| matrix.layout).to_vec()
        }),
        Promise::edge("The views may be transposed or strided", |input| {
            input.w_score.layout == Layout::Strided
        }),
        Promise::range("They can be as large as ±10,000", -1e4..=1e4, scores),
        Promise::range("so can the sums inside tanh", -1e4..=1e4, sums),
    ]
}
