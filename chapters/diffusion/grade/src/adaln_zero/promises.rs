//! What the stub of `adaln_zero` promises.

use judge::{Layout, Promise};

use super::{Input, Whole};

fn whole(input: &Input) -> Option<&Whole> {
    match input {
        Input::Block(whole) => Some(whole),
        Input::Modulate { .. } => None,
    }
}

/// The tokens that `modulate` is given.
fn tokens(input: &Input) -> Option<&ndarray::Array2<f32>> {
    match input {
        Input::Modulate { x, .. } => Some(&x.values),
        Input::Block(_) => None,
    }
}

/// Of some token its mean, and the mean distance of its numbers from it.
fn spread(input: &Input, has: fn(f64, f64) -> bool) -> bool {
    tokens(input).is_some_and(|x| {
        x.rows().into_iter().any(|token| {
            let d = token.len() as f64;
            let mean = token.iter().map(|&x| f64::from(x)).sum::<f64>() / d;
            let away = token.iter().map(|&x| (f64::from(x) - mean).abs()).sum::<f64>() / d;
            d > 1.0 && has(mean.abs(), away)
        })
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let equal = "those of a token can be equal, or nearly so, far from 0";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            tokens(input).map_or_else(Vec::new, |x| vec![x.nrows(), x.ncols()])
        }),
        Promise::range("Numbers of `x` lie within ±1000", -1e3..=1e3, |input| {
            tokens(input).map_or_else(Vec::new, |x| x.iter().map(|&x| f64::from(x)).collect())
        }),
        Promise::edge(equal, |input| spread(input, |mean, away| away == 0.0 && mean > 1.0)),
        Promise::edge(equal, |input| spread(input, |_, away| away > 0.0 && away < 0.003)),
        Promise::edge(equal, |input| spread(input, |mean, away| mean > 800.0 && away < 1.0)),
        Promise::layouts("The views may be transposed or strided", |input| match input {
            Input::Modulate { x, shift, scale } => vec![x.layout, shift.layout, scale.layout],
            Input::Block(_) => Vec::<Layout>::new(),
        }),
        Promise::sizes("All sizes are at least 1 here, too", 1, |input| {
            whole(input).map_or_else(Vec::new, |whole| {
                vec![whole.x.values.nrows(), whole.x.values.ncols(), whole.c.values.len()]
            })
        }),
        Promise::range("and numbers of `c` lie within ±1000", -1e3..=1e3, |input| {
            whole(input).map_or_else(Vec::new, |whole| whole.c.double().to_vec())
        }),
        Promise::range("Numbers of `x` lie within ±1000", -1e3..=1e3, |input| {
            whole(input).map_or_else(Vec::new, |whole| whole.x.double().into_iter().collect())
        }),
        Promise::layouts("The views of the block may be transposed or strided as well", |input| {
            whole(input).map_or_else(Vec::<Layout>::new, |whole| {
                vec![whole.x.layout, whole.c.layout, whole.weights.layout, whole.bias.layout]
            })
        }),
    ]
}
