//! What the stub of `unet` promises.

use judge::{Layout, Promise};

use super::{Input, Network};

fn network(input: &Input) -> Option<&Network> {
    match input {
        Input::Forward(network) => Some(network),
        Input::Embed { .. } => None,
    }
}

fn size(input: &Input) -> [usize; 2] {
    network(input).map_or([0, 0], |network| {
        let (_, h, w) = network.x.values.dim();
        [h, w]
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let divisible = "are divisible by 2 as often as there are levels";
    vec![
        Promise::range("`t` lies within 0 to 1000", 0.0..=1000.0, |input| match input {
            Input::Embed { t, .. } => vec![f64::from(*t)],
            Input::Forward(_) => Vec::new(),
        }),
        Promise::edge(
            "and need not be whole",
            |input| matches!(input, Input::Embed { t, .. } if *t < 1.0 && *t > 0.0),
        ),
        Promise::sizes("`width` is at least 1", 1, |input| match input {
            Input::Embed { width, .. } => vec![*width],
            Input::Forward(_) => Vec::new(),
        }),
        Promise::range("`longest` is from 10 to 1,000,000", 10.0..=1e6, |input| match input {
            Input::Embed { longest, .. } => vec![f64::from(*longest)],
            Input::Forward(_) => Vec::new(),
        }),
        Promise::edge(
            "An odd width has a 0 at the end",
            |input| matches!(input, Input::Embed { width, .. } if width % 2 == 1 && *width > 1),
        ),
        Promise::sizes("h and w are at least 1", 1, |input| {
            network(input).map_or_else(Vec::new, |_| size(input).to_vec())
        }),
        Promise::edge("may differ", |input| {
            let [h, w] = size(input);
            h > w
        }),
        Promise::edge("may differ", |input| {
            let [h, w] = size(input);
            h < w
        }),
        Promise::always(divisible, |input| {
            network(input).is_none_or(|network| {
                size(input).iter().all(|size| size.is_multiple_of(1 << network.levels.len()))
            })
        }),
        Promise::edge(divisible, |input| {
            network(input).is_some_and(|network| {
                let levels = network.levels.len();
                levels > 1 && size(input).iter().any(|&size| size == 1 << levels)
            })
        }),
        Promise::edge("there may be no level", |input| {
            network(input).is_some_and(|network| network.levels.is_empty())
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            network(input)
                .map_or_else(Vec::<Layout>::new, |network| vec![network.x.layout, network.embedding.layout])
        }),
    ]
}
