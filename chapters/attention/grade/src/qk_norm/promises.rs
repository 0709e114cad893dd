//! What the stub of `qk_norm` promises.

use judge::{Cube, Layout, Promise};
use ndarray::Axis;

use super::Input;

/// Whether some query and some key, but not the whole input, have such a mean of squares.
fn some(input: &Input, has: fn(f32) -> bool) -> bool {
    let any = |cube: &Cube| {
        let vectors = cube.values.lanes(Axis(2));
        vectors.into_iter().any(|vector| has(vector.dot(&vector) / vector.len() as f32))
    };
    any(&input.queries) && any(&input.keys)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::edge("A vector may be tiny, so that ε counts", |input| {
            some(input, |x| x > 0.0 && x < 3e-6)
        }),
        Promise::edge("or zero, which stays zero", |input| some(input, |x| x == 0.0)),
        Promise::range("entries can be as large as ±10,000", -1e4..=1e4, |input| {
            input.queries.values.iter().chain(&input.keys.values).map(|&x| f64::from(x)).collect()
        }),
        Promise::sizes("There is at least one token and one head, and d is even", 1, |input| {
            let (n, heads, _) = input.queries.values.dim();
            vec![n, input.keys.values.dim().0, heads]
        }),
        Promise::always("d is even", |input| input.query_gain.values.len().is_multiple_of(2)),
        Promise::edge("d is even", |input| input.query_gain.values.len() == 2),
        Promise::layouts("The views may be transposed or strided", |input| vec![input.queries.layout]),
        Promise::layouts("the views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout]
        }),
        Promise::edge("the views may be transposed or strided", |input| {
            input.query_gain.layout == Layout::Strided && input.key_gain.layout == Layout::Strided
        }),
        Promise::always("d is even, n ≤ m, and the views may be", |input| {
            input.queries.values.dim().0 <= input.keys.values.dim().0
        }),
        Promise::edge("The queries are the last n positions", |input| {
            let (n, m) = (input.queries.values.dim().0, input.keys.values.dim().0);
            n > 1 && n < m
        }),
    ]
}
