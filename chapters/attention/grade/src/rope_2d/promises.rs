//! What the stub of `rope_2d` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::layouts("which may be transposed or strided", |input| vec![input.x.layout]),
        Promise::always("d is a multiple of 4", |input| input.x.values.ncols().is_multiple_of(4)),
        Promise::sizes("d is a multiple of 4", 4, |input| vec![input.x.values.ncols()]),
        Promise::range("each side of the grid is between 1 and 64", 1.0..=64.0, |input| {
            vec![input.grid.0 as f64]
        }),
        Promise::range("each side of the grid is between 1 and 64", 1.0..=64.0, |input| {
            vec![input.grid.1 as f64]
        }),
        Promise::edge("each side of the grid is between 1 and 64", |input| input.grid == (1, 1)),
        Promise::range("`base` is between 10 and 1,000,000", 10.0..=1e6, |input| vec![f64::from(input.base)]),
    ]
}
