//! What the stub of `edm` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{DATA, LEVELS};

fn grid(input: &Input) -> Option<(usize, f64, f64, f64)> {
    match input {
        Input::Grid { n, least, most, rho } => Some((*n, *least, *most, *rho)),
        _ => None,
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::range("`sigma` is from 0.002 to 80", LEVELS[0]..=LEVELS[1], |input| match input {
            Input::Scales { sigma, .. } => vec![*sigma],
            _ => Vec::new(),
        }),
        Promise::range("`sigma_data` is from 0.05 to 2", DATA[0]..=DATA[1], |input| match input {
            Input::Scales { sigma_data, .. } => vec![*sigma_data],
            _ => Vec::new(),
        }),
        Promise::sizes("n and d are at least 1", 1, |input| match input {
            Input::Denoise { x, .. } => vec![x.values.nrows(), x.values.ncols()],
            _ => Vec::new(),
        }),
        Promise::said("is asked for each row once at most"),
        Promise::range("Levels and `sigma_data` are as above", LEVELS[0]..=LEVELS[1], |input| match input {
            Input::Denoise { sigmas, .. } => sigmas.double().into_iter().collect(),
            _ => Vec::new(),
        }),
        Promise::range("Levels and `sigma_data` are as above", DATA[0]..=DATA[1], |input| match input {
            Input::Denoise { sigma_data, .. } => vec![f64::from(*sigma_data)],
            _ => Vec::new(),
        }),
        Promise::edge("and each row has a level of its own", |input| match input {
            Input::Denoise { sigmas, .. } => sigmas.values.iter().any(|&sigma| sigma != sigmas.values[0]),
            _ => false,
        }),
        Promise::layouts("Both views may be transposed or strided", |input| match input {
            Input::Denoise { x, sigmas, .. } => vec![x.layout, sigmas.layout],
            _ => Vec::<Layout>::new(),
        }),
        Promise::sizes("`n` is at least 2", 2, |input| grid(input).map(|grid| grid.0).into_iter().collect()),
        Promise::range("`least` is from 0.002 to 1", 0.002..=1.0, |input| {
            grid(input).map(|grid| grid.1).into_iter().collect()
        }),
        Promise::range("`most` is from 2 to 80", 2.0..=80.0, |input| {
            grid(input).map(|grid| grid.2).into_iter().collect()
        }),
        Promise::range("and `rho` is from 1 to 10", 1.0..=10.0, |input| {
            grid(input).map(|grid| grid.3).into_iter().collect()
        }),
    ]
}
