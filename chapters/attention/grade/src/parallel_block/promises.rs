//! What the stub of `parallel_block` promises.

use judge::{Layout, Promise};
use ndarray::ArrayView2;

use super::Input;

/// The mean of squares of each row.
fn mean_squares(input: &Input) -> Vec<f64> {
    input.x.double().rows().into_iter().map(|row| row.dot(&row) / row.len() as f64).collect()
}

/// What goes through silu: of x itself, and of its norm in the block.
fn gates(input: &Input) -> Vec<f64> {
    let gate = input.gate.double();
    let of = |x: ArrayView2<'_, f64>| x.dot(&gate).into_iter();
    of(input.x.double().view()).chain(of(input.normed().view())).collect()
}

/// Whether a row sees nothing but scores that lie far below a later one.
fn later_above(input: &Input) -> bool {
    let largest = |scores: &mut dyn Iterator<Item = f64>| scores.fold(f64::NEG_INFINITY, f64::max);
    input.scores().iter().any(|scores| {
        scores.rows().into_iter().enumerate().any(|(i, row)| {
            let own = largest(&mut row.iter().copied().take(i + 1));
            i > 0 && largest(&mut row.iter().copied().skip(i + 1)) - own > 100.0
        })
    })
}

fn layouts(input: &Input) -> Vec<Layout> {
    input.matrices().into_iter().map(|matrix| matrix.layout).chain([input.gain.layout]).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let scores = "attention's scores lie within ±60, those of later rows too";
    vec![
        Promise::always("epsilon is positive", |input| input.epsilon > 0.0),
        Promise::edge("a row of zeros gives zeros", |input| mean_squares(input).contains(&0.0)),
        Promise::edge("some rows are so small that their mean of squares is no larger", |input| {
            let epsilon = f64::from(input.epsilon);
            mean_squares(input).iter().any(|&mean| mean > 0.0 && mean <= epsilon)
        }),
        Promise::layouts("The views may be transposed or strided", layouts),
        Promise::range("The elements of x · gate can be as large as ±5000", -5000.0..=5000.0, gates),
        Promise::sizes("Sizes are at least 1", 1, |input| {
            let (rows, width) = input.x.values.dim();
            vec![rows, width, input.heads(), input.key.values.ncols(), input.gate.values.ncols()]
        }),
        Promise::layouts("all views may be transposed or strided", layouts),
        Promise::range(scores, -60.0..=60.0, |input| input.scores().into_iter().flatten().collect()),
        Promise::edge(scores, later_above),
    ]
}
