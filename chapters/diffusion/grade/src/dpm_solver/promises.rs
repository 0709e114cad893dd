//! What the stub of `dpm_solver` promises.

use judge::{Layout, Promise};

use super::Input;
use super::inputs::MOST;

fn lambda([alpha, sigma]: [f64; 2]) -> f64 {
    (alpha / sigma).ln()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let ends = "at the first level α can be 0, which is noise alone, and at the last one σ can be 0";
    let layouts = "All views may be transposed or strided";
    vec![
        Promise::sizes("n and d are at least 1", 1, |input| {
            vec![input.x().values.nrows(), input.x().values.ncols()]
        }),
        Promise::always("λ rises from level to level", |input| {
            input.levels().windows(2).all(|pair| lambda(pair[0]) < lambda(pair[1]))
        }),
        Promise::range("α is from 0 to 1", 0.0..=1.0, |input| {
            input.levels().iter().map(|level| level[0]).collect()
        }),
        Promise::range("σ is from 0 to 80", 0.0..=MOST, |input| {
            input.levels().iter().map(|level| level[1]).collect()
        }),
        Promise::edge(
            ends,
            |input| matches!(input, Input::First { levels, .. } if levels[0][0] == 0.0 && levels[1][1] > 0.0),
        ),
        Promise::edge(
            ends,
            |input| matches!(input, Input::First { levels, .. } if levels[1][1] == 0.0 && levels[0][0] > 0.0),
        ),
        Promise::edge(
            ends,
            |input| matches!(input, Input::Sample { levels, .. } if levels[0][0] == 0.0 && levels.len() > 3),
        ),
        Promise::edge(
            ends,
            |input| matches!(input, Input::Sample { levels, .. } if levels[levels.len() - 1][1] == 0.0),
        ),
        Promise::edge(
            "and a step to σ = 0",
            |input| matches!(input, Input::Sample { levels, .. } if levels.len() > 3 && levels[levels.len() - 1][1] > 0.0),
        ),
        Promise::edge(
            "If α of the earliest one is 0",
            |input| matches!(input, Input::Second { levels, .. } if levels[0][0] == 0.0),
        ),
        Promise::always(
            "σ of the last one is not 0",
            |input| !matches!(input, Input::Second { levels, .. } if levels[2][1] == 0.0),
        ),
        Promise::edge(
            "`levels` are at least 2, as above",
            |input| matches!(input, Input::Sample { levels, .. } if levels.len() == 2),
        ),
        Promise::said("is asked for each row once a step at most"),
        Promise::layouts(layouts, |input| match input {
            Input::First { x, x0, .. } => vec![x.layout, x0.layout],
            _ => Vec::<Layout>::new(),
        }),
        Promise::layouts(layouts, |input| match input {
            Input::Second { x, x0, before, .. } => vec![x.layout, x0.layout, before.layout],
            _ => Vec::new(),
        }),
        Promise::layouts(layouts, |input| match input {
            Input::Sample { x, .. } => vec![x.layout],
            _ => Vec::new(),
        }),
    ]
}
