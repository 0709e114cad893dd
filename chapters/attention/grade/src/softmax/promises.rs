//! What the stub of `softmax` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn finite(input: &Input) -> Vec<f64> {
        input.scores.values.iter().filter(|score| score.is_finite()).map(|&score| f64::from(score)).collect()
    }
    fn masked(row: usize, input: &Input) -> bool {
        input.scores.values.row(row).iter().all(|&score| score == f32::NEG_INFINITY)
    }
    vec![
        Promise::sizes("There is at least one column", 1, |input| vec![input.scores.values.ncols()]),
        Promise::edge("there may be no row", |input| input.scores.values.nrows() == 0),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.scores.layout]),
        Promise::range("a finite number that can be as large as ±10,000", -1e4..=1e4, finite),
        Promise::edge("A masked score gets weight 0", |input| {
            input.scores.values.iter().any(|score| score.is_infinite())
        }),
        Promise::edge("In a row where every score is masked every weight is 0", |input| {
            (0..input.scores.values.nrows()).any(|row| masked(row, input))
        }),
        Promise::edge("In a row where every score is masked every weight is 0", |input| {
            input.scores.values.ncols() == 1 && (0..input.scores.values.nrows()).any(|row| masked(row, input))
        }),
    ]
}
