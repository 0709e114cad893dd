//! What the stub of `kda` promises.

use judge::Promise;

use crate::edits::{Decays, Input, promises as of_edits};

/// The sums of what is asked for and biases.
fn sums(input: &Input) -> Vec<f64> {
    match input {
        Input::Decay { raw, bias, .. } => (&raw.double() + &bias.double()).into_iter().collect(),
        _ => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = of_edits("β lies between 0 and 1", 1.0);
    promises.extend([
        Promise::range("decays between −20 and 0", -20.0..=0.0, |input: &Input| {
            match input.edit().map(|edit| &edit.decays) {
                Some(Decays::OfChannel(decays)) => decays.double().into_iter().collect(),
                _ => Vec::new(),
            }
        }),
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Decay { .. } => vec![input.shape().0, input.shape().1],
            _ => Vec::new(),
        }),
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Gate { .. } => vec![input.shape().0, input.shape().1],
            _ => Vec::new(),
        }),
        Promise::range("`raw` + `bias` lies within ±1000", -1e3..=1e3, sums),
        Promise::range("`a_log` between −5 and 3", -5.0..=3.0, |input| match input {
            Input::Decay { a_log, .. } => vec![f64::from(*a_log)],
            _ => Vec::new(),
        }),
        Promise::edge("softplus(−17) is 4 · 10⁻⁸, and not 0", |input| {
            let sums = sums(input);
            !sums.is_empty() && sums.iter().all(|&sum| sum <= -16.9)
        }),
        Promise::layouts("The views may be transposed or strided", |input| match input {
            Input::Decay { raw, bias, .. } => vec![raw.layout, bias.layout],
            _ => Vec::new(),
        }),
        Promise::layouts("The views may be transposed or strided", |input| match input {
            Input::Gate { outputs, asked } => vec![outputs.layout, asked.layout],
            _ => Vec::new(),
        }),
        Promise::range("Both lie within ±1000", -1e3..=1e3, |input| match input {
            Input::Gate { outputs, .. } => outputs.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::range("Both lie within ±1000", -1e3..=1e3, |input| match input {
            Input::Gate { asked, .. } => asked.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::edge("a row of outputs may be 0", |input| {
            let zeros = |row: ndarray::ArrayView1<'_, f32>| row.iter().all(|&x| x == 0.0);
            matches!(input, Input::Gate { outputs, .. } if outputs.values.rows().into_iter().any(zeros))
        }),
    ]);
    promises
}
