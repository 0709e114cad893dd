//! What the stub of `consistency` promises.

use judge::{Layout, Promise};

use super::cases::{DATA, LEAST, MOST};
use super::{Ends, Input};

fn ends(input: &Input) -> Ends {
    match input {
        Input::Scales { ends, .. } | Input::Denoise { ends, .. } | Input::Loss { ends, .. } => *ends,
    }
}

fn levels(input: &Input) -> Vec<f32> {
    match input {
        Input::Scales { sigmas, .. } => sigmas.clone(),
        Input::Denoise { sigmas, .. } => sigmas.values.to_vec(),
        Input::Loss { batch, .. } => batch.high.values.iter().chain(&batch.low.values).copied().collect(),
    }
}

fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Scales { .. } => Vec::new(),
        Input::Denoise { x, .. } => vec![x.values.nrows(), x.values.ncols()],
        Input::Loss { batch, .. } => vec![batch.data.values.nrows(), batch.data.values.ncols()],
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let range = "σ lies between σ_min and 80, σ_min between 0.001 and 0.1, and σ_data between 0.25 and 1";
    let views = "Views of all functions may be transposed or strided";
    let of = |input: &Input| levels(input).into_iter().map(f64::from).collect::<Vec<f64>>();
    vec![
        Promise::range(range, LEAST[0]..=MOST, of),
        Promise::always(range, |input| levels(input).iter().all(|&sigma| sigma >= ends(input).least)),
        Promise::edge(range, |input| {
            matches!(input, Input::Denoise { .. }) && levels(input).iter().all(|&s| s <= ends(input).least)
        }),
        Promise::edge(range, |input| {
            matches!(input, Input::Loss { .. }) && levels(input).iter().any(|&s| s <= ends(input).least)
        }),
        Promise::range("σ_min between 0.001 and 0.1", LEAST[0]..=LEAST[1], |input| {
            vec![f64::from(ends(input).least)]
        }),
        Promise::range("σ_data between 0.25 and 1", DATA[0]..=DATA[1], |input| {
            vec![f64::from(ends(input).data)]
        }),
        Promise::sizes("n and d are at least 1", 1, sizes),
        Promise::layouts(views, |input| match input {
            Input::Denoise { x, sigmas, .. } => vec![x.layout, sigmas.layout],
            _ => Vec::<Layout>::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Loss { batch, .. } => {
                vec![batch.data.layout, batch.noise.layout, batch.high.layout, batch.low.layout]
            }
            _ => Vec::new(),
        }),
        Promise::always("In each row `low` lies below `high`", |input| match input {
            Input::Loss { batch, .. } => {
                batch.low.values.iter().zip(&batch.high.values).all(|(low, high)| low < high)
            }
            _ => true,
        }),
    ]
}
