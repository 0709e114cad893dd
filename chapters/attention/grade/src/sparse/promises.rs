//! What the stub of `sparse` promises.

use judge::Promise;

use super::Input;

fn fixed(input: &Input, has: fn(usize, usize, usize) -> bool) -> bool {
    matches!(*input, Input::Fixed { n, stride, columns } if has(n, stride, columns))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let columns = "`columns` is from 1 to `stride`";
    vec![
        Promise::sizes("n and `stride` are at least 1; `stride` may be", 1, |input| match *input {
            Input::Strided { n, stride } => vec![n, stride],
            _ => Vec::new(),
        }),
        Promise::edge(
            "`stride` may be larger than n",
            |input| matches!(*input, Input::Strided { n, stride } if stride > n),
        ),
        Promise::sizes("n and `stride` are at least 1, and", 1, |input| match *input {
            Input::Fixed { n, stride, .. } => vec![n, stride],
            _ => Vec::new(),
        }),
        Promise::said("query i sees the keys of its own block up to its own"),
        Promise::always(columns, |input| match *input {
            Input::Fixed { stride, columns, .. } => (1..=stride).contains(&columns),
            _ => true,
        }),
        Promise::edge(columns, |input| fixed(input, |_, stride, columns| columns == 1 && stride > 1)),
        Promise::edge(columns, |input| fixed(input, |_, stride, columns| columns == stride && stride > 1)),
        Promise::edge("the last block may be cut short by n", |input| {
            fixed(input, |n, stride, _| n > stride && n % stride != 0)
        }),
        Promise::edge("the last block may be cut short by n", |input| {
            fixed(input, |n, stride, _| n < stride)
        }),
        Promise::sizes("t is at least 1", 1, |input| match input {
            Input::TwoHops { upper, .. } => vec![upper.nrows()],
            _ => Vec::new(),
        }),
        Promise::edge("The masks are any, not only causal ones", |input| {
            let ahead =
                |mask: &ndarray::Array2<bool>| mask.indexed_iter().any(|((i, j), &seen)| seen && j > i);
            matches!(input, Input::TwoHops { upper, lower } if ahead(upper) && ahead(lower))
        }),
    ]
}
