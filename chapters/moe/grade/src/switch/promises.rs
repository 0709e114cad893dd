//! What the stub of `switch` promises.

use judge::Promise;
use ndarray::{Array2, ArrayView1};

use super::Input;

/// What a stub says of logits near a tie.
pub(in super::super) const APART: f64 = 0.01;

/// All logits.
pub(in super::super) fn numbers(logits: &Array2<f32>) -> Vec<f64> {
    logits.iter().map(|&logit| f64::from(logit)).collect()
}

/// How far apart the logits of each token are.
pub(in super::super) fn spreads(logits: &Array2<f32>) -> Vec<f64> {
    let spread = |row: ArrayView1<'_, f32>| {
        let row = falling(row);
        row[0] - row[row.len() - 1]
    };
    logits.rows().into_iter().map(spread).collect()
}

/// The steps down from the largest logit of each token, so many of them.
pub(in super::super) fn steps(logits: &Array2<f32>, count: usize) -> Vec<f64> {
    let steps = |row: ArrayView1<'_, f32>| {
        falling(row).windows(2).take(count).map(|pair| pair[0] - pair[1]).collect::<Vec<_>>()
    };
    logits.rows().into_iter().flat_map(steps).collect()
}

/// Whether each of these is 0, or no nearer to it than is promised.
pub(in super::super) fn clear(steps: &[f64]) -> bool {
    steps.iter().all(|&step| step == 0.0 || step >= APART)
}

/// Whether one of these is as near to 0 as is promised.
pub(in super::super) fn near(steps: &[f64]) -> bool {
    steps.iter().any(|&step| (APART..1.2 * APART).contains(&step))
}

/// Whether there is no −0.0.
pub(in super::super) fn no_negative_zero(logits: &Array2<f32>) -> bool {
    logits.iter().all(|logit| logit.to_bits() != (-0.0_f32).to_bits())
}

fn falling(row: ArrayView1<'_, f32>) -> Vec<f64> {
    let mut row: Vec<f64> = row.iter().map(|&logit| f64::from(logit)).collect();
    row.sort_by(|a, b| b.total_cmp(a));
    row
}

fn logits(input: &Input) -> Option<&Array2<f32>> {
    match input {
        Input::Route { logits, .. } => Some(&logits.values),
        Input::Capacity { .. } => None,
    }
}

fn of_logits(input: &Input, of: impl Fn(&Array2<f32>) -> Vec<f64>) -> Vec<f64> {
    logits(input).map_or_else(Vec::new, of)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = capacity();
    promises.extend([
        Promise::sizes("`logits` (tokens, experts), both at least 1", 1, |input| {
            logits(input).map_or_else(Vec::new, |logits| vec![logits.nrows(), logits.ncols()])
        }),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Route { logits, .. } => vec![logits.layout],
            Input::Capacity { .. } => Vec::new(),
        }),
        Promise::edge("if several are equally large, the first of them", |input| {
            of_logits(input, |logits| steps(logits, 1)).contains(&0.0)
        }),
        Promise::always("(No logit is −0.0.)", |input| logits(input).is_none_or(no_negative_zero)),
        Promise::edge(
            "`capacity` is at least 1",
            |input| matches!(input, Input::Route { capacity: 1, logits } if logits.values.nrows() > 1),
        ),
        Promise::range("Logits lie between −1100 and 1100", -1100.0..=1100.0, |input| {
            of_logits(input, numbers)
        }),
        Promise::range("those of a token within 60 of each other", 0.0..=60.0, |input| {
            of_logits(input, spreads)
        }),
        Promise::always("unless its two largest are equal they are at least 0.01 apart", |input| {
            clear(&of_logits(input, |logits| steps(logits, 1)))
        }),
        Promise::edge("unless its two largest are equal they are at least 0.01 apart", |input| {
            near(&of_logits(input, |logits| steps(logits, 1)))
        }),
    ]);
    promises
}

/// Those of `capacity`.
fn capacity() -> Vec<Promise<Input>> {
    fn asked(input: &Input) -> Option<[f64; 3]> {
        match *input {
            Input::Capacity { tokens, experts, factor } => {
                Some([tokens as f64, experts as f64, f64::from(factor)])
            }
            Input::Route { .. } => None,
        }
    }
    fn one(input: &Input, which: usize) -> Vec<f64> {
        asked(input).map_or_else(Vec::new, |asked| vec![asked[which]])
    }
    const HUNDREDTHS: &str = "a decimal number with at most two digits behind the point";
    const BY: &str = "the quotient is at least 0.003 above the next lower whole number";
    const FACTOR: &str = "`factor` from 0.05 to 4 and not larger than `experts`";
    vec![
        Promise::said("what is whole must not be rounded up to the next number for it"),
        Promise::always(HUNDREDTHS, |input| {
            asked(input).is_none_or(|[.., factor]| (100.0 * factor - (100.0 * factor).round()).abs() < 1e-4)
        }),
        Promise::always(BY, |input| {
            asked(input).is_none_or(|[tokens, experts, factor]| {
                let above = (tokens * (100.0 * factor).round() / (100.0 * experts)).fract();
                !(1e-9..0.003).contains(&above)
            })
        }),
        Promise::range("`tokens` is from 1 to 4096", 1.0..=4096.0, |input| one(input, 0)),
        Promise::range("`experts` from 1 to 64", 1.0..=64.0, |input| one(input, 1)),
        Promise::range(FACTOR, 0.05..=4.0, |input| one(input, 2)),
        Promise::always(FACTOR, |input| asked(input).is_none_or(|[_, experts, factor]| factor <= experts)),
        Promise::edge(FACTOR, |input| asked(input).is_some_and(|[_, experts, factor]| factor == experts)),
    ]
}
