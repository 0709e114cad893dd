//! What the stub of `blocks` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{FAR, LEVELS};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let between = "σ may be any level from the last to the first";
    let views = "Views of rows may be transposed or strided, here and in `sample`";
    vec![
        Promise::sizes("`count` is at least 1", 1, |input| match input {
            Input::Boundaries { count, .. } => vec![*count],
            _ => Vec::new(),
        }),
        Promise::range(
            "The logarithms of `least` and `most` lie within 6 standard deviations of the mean",
            -FAR..=FAR,
            |input| match input {
                Input::Boundaries { mean, deviation, least, most, .. } => {
                    [least, most].map(|end| (end.ln() - mean) / deviation).to_vec()
                }
                _ => Vec::new(),
            },
        ),
        Promise::always("`boundaries` (blocks + 1) fall", |input| match input {
            Input::Of { boundaries, .. } | Input::Sample { boundaries, .. } => {
                boundaries.windows(2).all(|pair| pair[0] > pair[1])
            }
            _ => true,
        }),
        Promise::always(between, |input| match input {
            Input::Of { sigmas, boundaries } | Input::Sample { sigmas, boundaries, .. } => {
                let last = boundaries[boundaries.len() - 1];
                sigmas.iter().all(|&sigma| sigma <= boundaries[0] && sigma >= last)
            }
            _ => true,
        }),
        Promise::edge(between, |input| match input {
            Input::Of { sigmas, boundaries } => boundaries.iter().all(|boundary| sigmas.contains(boundary)),
            _ => false,
        }),
        Promise::edge(between, |input| match input {
            Input::Sample { sigmas, boundaries, .. } => {
                boundaries.len() > 2 && boundaries.iter().all(|boundary| sigmas.contains(boundary))
            }
            _ => false,
        }),
        Promise::sizes("There is at least 1 block", 1, |input| match input {
            Input::Of { boundaries, .. } => vec![boundaries.len() - 1],
            _ => Vec::new(),
        }),
        Promise::range("σ lies between 0.002 and 80", LEVELS[0]..=LEVELS[1], |input| match input {
            Input::Step { sigma, .. } => vec![*sigma],
            _ => Vec::new(),
        }),
        Promise::edge("`next` may be 0", |input| matches!(input, Input::Step { next, .. } if *next == 0.0)),
        Promise::always("to the level `next` below", |input| match input {
            Input::Step { sigma, next, .. } => next < sigma,
            Input::Sample { sigmas, .. } => sigmas.windows(2).all(|pair| pair[1] < pair[0]),
            _ => true,
        }),
        Promise::layouts(views, |input| match input {
            Input::Step { z, denoised, .. } => vec![z.layout, denoised.layout],
            _ => Vec::<Layout>::new(),
        }),
        Promise::layouts(views, |input| match input {
            Input::Sample { z, .. } => vec![z.layout],
            _ => Vec::new(),
        }),
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Sample { nets, z, sigmas, .. } => {
                vec![z.values.nrows(), z.values.ncols(), nets.len(), sigmas.len()]
            }
            _ => Vec::new(),
        }),
    ]
}
