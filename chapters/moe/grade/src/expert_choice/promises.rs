//! What the stub of `expert_choice` promises.

use judge::{Layout, Promise};

use super::{Input, cases};

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn weights(input: &Input) -> Vec<f64> {
        match input {
            Input::Choose { .. } => Vec::new(),
            Input::Combine { chosen, .. } => chosen.iter().flatten().map(|pair| f64::from(pair.1)).collect(),
        }
    }
    fn chosen(input: &Input) -> Option<(&ndarray::Array2<f32>, usize)> {
        match input {
            Input::Choose { logits, capacity } => Some((&logits.values, *capacity)),
            Input::Combine { .. } => None,
        }
    }
    fn equals(input: &Input) -> bool {
        chosen(input).is_some_and(|(logits, _)| {
            (0..logits.nrows()).any(|a| (0..a).any(|b| logits.row(a) == logits.row(b)))
        })
    }
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            chosen(input)
                .map_or_else(Vec::new, |(logits, capacity)| vec![logits.nrows(), logits.ncols(), capacity])
        }),
        Promise::edge("All sizes are at least 1", |input| {
            chosen(input).is_some_and(|(logits, _)| logits.ncols() > 256)
        }),
        Promise::always("`capacity` is at most T", |input| {
            chosen(input).is_none_or(|(logits, capacity)| capacity <= logits.nrows())
        }),
        Promise::edge("`capacity` is at most T", |input| {
            chosen(input).is_some_and(|(logits, capacity)| capacity == logits.nrows())
        }),
        Promise::range("Logits lie within ±1000", -1e3..=1e3, |input| {
            chosen(input).map_or_else(Vec::new, |(logits, _)| logits.iter().map(|&x| f64::from(x)).collect())
        }),
        Promise::always("differ by at least 10⁻⁵, and by a thousandth of the larger one", |input| {
            chosen(input).is_none_or(|(logits, _)| logits.ncols() == 1 || cases::apart(logits))
        }),
        Promise::edge("equal ones come from tokens with equal logits", equals),
        // More than a sort of few does by insertion, which is stable whatever it is called.
        Promise::edge("equal ones come from tokens with equal logits", |input| {
            equals(input) && chosen(input).is_some_and(|(logits, _)| logits.nrows() > 50)
        }),
        Promise::edge("or from a single expert", |input| {
            chosen(input).is_some_and(|(logits, _)| logits.ncols() == 1)
        }),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Choose { logits, .. } => vec![logits.layout],
            Input::Combine { outputs, .. } => vec![Layout::Contiguous, outputs.layout],
        }),
        Promise::edge("0 if no expert has taken it", |input| match input {
            Input::Choose { .. } => false,
            Input::Combine { tokens, chosen, .. } => {
                (0..*tokens).any(|token| chosen.iter().flatten().all(|pair| pair.0 != token))
            }
        }),
        Promise::range("Weights are from 0 to 1", 0.0..=1.0, weights),
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Choose { .. } => Vec::new(),
            Input::Combine { tokens, outputs, .. } => {
                let (experts, capacity, width) = outputs.values.dim();
                vec![*tokens, experts, capacity, width]
            }
        }),
    ]
}
