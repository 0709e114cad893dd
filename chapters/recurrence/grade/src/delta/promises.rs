//! What the stub of `delta` promises.

use judge::Promise;

use crate::edits::{Input, promises as of_edits};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = of_edits("`beta` lies between 0 and 2", 2.0);
    promises.extend([
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Unit { rows } => vec![rows.values.nrows(), rows.values.ncols()],
            _ => Vec::new(),
        }),
        Promise::edge("a row may be 0, or so small that the 10⁻⁶ counts", |input| {
            matches!(input, Input::Unit { rows } if rows.values.rows().into_iter().any(|row| row.iter().all(|&x| x == 0.0)))
        }),
        Promise::edge("a row may be 0, or so small that the 10⁻⁶ counts", |input| {
            matches!(input, Input::Unit { rows } if rows.values.rows().into_iter().any(|row| {
                let square = row.dot(&row);
                0.0 < square && square < 1e-6
            }))
        }),
        Promise::range("Numbers lie within ±1000", -1e3..=1e3, |input| match input {
            Input::Unit { rows } => rows.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Unit { rows } => vec![rows.layout],
            _ => Vec::new(),
        }),
    ]);
    promises
}
