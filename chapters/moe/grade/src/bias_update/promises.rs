//! What the stub of `bias_update` promises.

use judge::{Layout, Promise};
use ndarray::Array2;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = update();
    promises.extend(loss());
    promises
}

/// Those of `bias_update`.
fn update() -> Vec<Promise<Input>> {
    const COUNTS: &str = "a count may be 0, also every one, and as large as 2⁴⁰";
    fn counts(input: &Input) -> Option<&[usize]> {
        match input {
            Input::Update { counts, .. } => Some(counts),
            Input::Loss { .. } => None,
        }
    }
    /// Whether some count is one from the mean, and large.
    fn one_off(counts: &[usize]) -> bool {
        let (total, experts) = (counts.iter().sum::<usize>(), counts.len());
        total > experts << 39 && counts.iter().any(|&count| (count * experts).abs_diff(total) == experts)
    }
    vec![
        Promise::sizes("E is at least 1", 1, |input| {
            counts(input).map_or_else(Vec::new, |counts| vec![counts.len()])
        }),
        Promise::layouts("`bias` in any memory layout", |input| match input {
            Input::Update { bias, .. } => vec![bias.layout],
            Input::Loss { .. } => Vec::new(),
        }),
        Promise::range(COUNTS, 0.0..=(1_u64 << 40) as f64, |input| {
            counts(input).map_or_else(Vec::new, |counts| counts.iter().map(|&count| count as f64).collect())
        }),
        Promise::edge(COUNTS, |input| {
            counts(input).is_some_and(|counts| counts.contains(&0) && counts.iter().any(|&c| c > 0))
        }),
        Promise::edge(COUNTS, |input| {
            counts(input).is_some_and(|counts| counts.iter().all(|&count| count == 0))
        }),
        Promise::edge("with differences of 1 that matter", |input| counts(input).is_some_and(one_off)),
        Promise::edge("The mean need not be whole", |input| {
            counts(input).is_some_and(|counts| counts.iter().sum::<usize>() % counts.len() != 0)
        }),
        Promise::edge("An expert that got exactly the mean keeps its bias", |input| {
            counts(input).is_some_and(|counts| {
                let total: usize = counts.iter().sum();
                counts.iter().any(|&count| count * counts.len() == total && counts[0] != count)
            })
        }),
        Promise::always(
            "`rate` is positive",
            |input| !matches!(input, Input::Update { rate, .. } if *rate <= 0.0),
        ),
    ]
}

/// Those of `sequence_loss`.
fn loss() -> Vec<Promise<Input>> {
    const SIZES: &str = "at least one token; k is from 1 to E";
    const APART: &str = "any two of a token at least 0.01 apart";
    fn logits(input: &Input) -> Option<&Array2<f32>> {
        match input {
            Input::Loss { logits, .. } => Some(&logits.values),
            Input::Update { .. } => None,
        }
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        match input {
            Input::Loss { logits, .. } => vec![logits.layout],
            Input::Update { .. } => Vec::new(),
        }
    }
    /// How far the logits of each token are apart at least.
    fn gaps(input: &Input) -> Vec<f64> {
        let mut gaps = Vec::new();
        for row in logits(input).into_iter().flat_map(|logits| logits.rows()) {
            let mut row: Vec<f64> = row.iter().map(|&logit| f64::from(logit)).collect();
            row.sort_by(f64::total_cmp);
            gaps.extend(row.windows(2).map(|pair| pair[1] - pair[0]));
        }
        gaps
    }
    vec![
        Promise::sizes(SIZES, 1, |input| match input {
            Input::Loss { logits, k } => vec![logits.values.nrows(), *k, logits.values.ncols()],
            Input::Update { .. } => Vec::new(),
        }),
        Promise::edge(
            SIZES,
            |input| matches!(input, Input::Loss { logits, .. } if logits.values.ncols() > 256),
        ),
        Promise::edge(
            SIZES,
            |input| matches!(input, Input::Loss { logits, k } if *k == logits.values.ncols() && *k > 1),
        ),
        Promise::layouts("`logits` (T, E), in any memory layout", layouts),
        Promise::range("Logits lie within ±4", -4.0..=4.0, |input| {
            logits(input).map_or_else(Vec::new, |all| all.iter().map(|&logit| f64::from(logit)).collect())
        }),
        Promise::always(APART, |input| gaps(input).iter().all(|&gap| gap >= 0.01)),
        Promise::edge(APART, |input| gaps(input).iter().any(|&gap| gap < 0.011)),
    ]
}
