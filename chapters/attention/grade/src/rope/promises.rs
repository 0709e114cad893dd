//! What the stub of `rope` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("`x` (n, d) with at least one row", 1, |input| vec![input.x.values.nrows()]),
        Promise::layouts("which may be transposed or strided", |input| vec![input.x.layout]),
        Promise::always("`rotated` is even, at least 2 and at most d", |input| {
            let Input { rotated, .. } = *input;
            rotated.is_multiple_of(2) && (2..=input.x.values.ncols()).contains(&rotated)
        }),
        Promise::sizes("`rotated` is even, at least 2", 2, |input| vec![input.rotated]),
        Promise::edge("at most d", |input| input.rotated == input.x.values.ncols()),
        Promise::edge("d itself may be odd", |input| input.x.values.ncols() % 2 == 1),
        Promise::edge("the positions may come in any order", |input| !input.positions.is_sorted()),
        Promise::edge("may repeat", |input| {
            let others = |i: usize| &input.positions[i + 1..];
            input.positions.iter().enumerate().any(|(i, position)| others(i).contains(position))
        }),
        Promise::range("may repeat, and are below 4,096", 0.0..=4095.0, |input| {
            input.positions.iter().map(|&position| position as f64).collect()
        }),
        Promise::range("`base` is between 10 and 1,000,000", 10.0..=1e6, |input| vec![f64::from(input.base)]),
    ]
}
