//! What the stub of `fused` promises.

use judge::Promise;

use super::Input;

fn finite(input: &Input) -> Vec<f64> {
    input.stored().0.iter().filter(|score| score.is_finite()).map(|&score| f64::from(score)).collect()
}

fn sees_nothing(input: &Input, i: usize) -> bool {
    input.stored().0.row(i).iter().all(|&score| score == f32::NEG_INFINITY)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let nothing = "A row in which all are masked has output 0 and log-sum-exp −∞";
    let hidden = "values lie within ±1,000, those behind a mask too";
    let block = "`block` may be larger than the rows";
    vec![
        Promise::said("Scores are read at most once each"),
        Promise::said("for them, each value is read at most once"),
        Promise::said("More than `block` rows may share it too, up to all"),
        Promise::said("What is held may grow with the rows"),
        Promise::edge("A score of −∞ is masked: its weight is 0", |input| {
            let [rows, ..] = input.sizes();
            (0..rows).any(|i| {
                !sees_nothing(input, i) && input.stored().0.row(i).iter().any(|score| score.is_infinite())
            })
        }),
        Promise::edge(nothing, |input| {
            let [rows, ..] = input.sizes();
            (0..rows).any(|i| sees_nothing(input, i)) && !(0..rows).all(|i| sees_nothing(input, i))
        }),
        Promise::edge(nothing, |input| (0..input.sizes()[0]).all(|i| sees_nothing(input, i))),
        Promise::range("All other scores lie within ±2,000", -2000.0..=2000.0, finite),
        Promise::always("All other scores lie within ±2,000", |input| {
            input.stored().0.iter().all(|score| score.is_finite() || *score == f32::NEG_INFINITY)
        }),
        Promise::edge("those of a row can be as far apart", |input| {
            input.stored().0.rows().into_iter().any(|row| {
                let seen = row.iter().filter(|score| score.is_finite());
                let (low, high) = seen
                    .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &s| (low.min(s), high.max(s)));
                high - low >= 3999.0
            })
        }),
        Promise::range(hidden, -1000.0..=1000.0, |input| {
            input.stored().1.iter().map(|&value| f64::from(value)).collect()
        }),
        Promise::edge(hidden, |input| {
            let (scores, values) = input.stored();
            (0..scores.ncols()).any(|j| {
                scores.column(j).iter().all(|score| score.is_infinite()) && values[[j, 0]].abs() == 1000.0
            })
        }),
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let [rows, keys, width] = input.sizes();
            vec![rows, keys, width, input.block]
        }),
        Promise::edge("rows and keys are multiples of nothing", |input| {
            let [rows, keys, _] = input.sizes();
            rows > input.block && rows % input.block != 0 && keys % 2 == 1
        }),
        Promise::edge(block, |input| input.block > input.sizes()[0]),
    ]
}
