//! What the stub of `linear_attention` promises.

use judge::{Matrix, Promise};

use super::{Input, Scripted, Tokens, Turn};

fn pairs(input: &Input) -> Option<&Tokens> {
    match input {
        Input::Quadratic(tokens) => Some(tokens),
        Input::Step(_) => None,
    }
}

fn steps(input: &Input) -> Option<&Scripted> {
    match input {
        Input::Quadratic(_) => None,
        Input::Step(scripted) => Some(scripted),
    }
}

fn numbers(tokens: &Tokens) -> Vec<f64> {
    let real = |matrix: &Matrix| matrix.double().into_iter();
    real(&tokens.queries).chain(real(&tokens.keys)).collect()
}

/// Whether some key lies below −12 where the query is above 20: its weight shows, if it has digits.
fn small_weights(tokens: &Tokens) -> bool {
    let channels = |c: usize| {
        let above = tokens.queries.values.column(c).iter().all(|&q| q > 20.0);
        above && tokens.keys.values.column(c).iter().all(|&k| k < -11.0)
    };
    (0..tokens.sizes()[1]).all(channels)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let small = "and small weights count: φ(−20) is 2 · 10⁻⁹, and not 0";
    let wide = "Queries and keys lie within ±30";
    let states = "Several states can be under way at once, also copies of one";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            pairs(input).map_or_else(Vec::new, |tokens| tokens.sizes().to_vec())
        }),
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let of = |scripted: &Scripted| {
                let [_, width, columns] = scripted.tokens.sizes();
                let longest = scripted.states().iter().map(|taken| taken.tokens.len()).max();
                vec![longest.unwrap_or(0), width, columns]
            };
            steps(input).map_or_else(Vec::new, of)
        }),
        Promise::range(wide, -30.0..=30.0, |input| pairs(input).map_or_else(Vec::new, numbers)),
        Promise::range(wide, -30.0..=30.0, |input| {
            steps(input).map_or_else(Vec::new, |scripted| numbers(&scripted.tokens))
        }),
        Promise::edge(small, |input| pairs(input).is_some_and(small_weights)),
        Promise::edge(small, |input| steps(input).is_some_and(|scripted| small_weights(&scripted.tokens))),
        Promise::layouts("The views may be transposed or strided", |input| {
            let layouts =
                |tokens: &Tokens| vec![tokens.queries.layout, tokens.keys.layout, tokens.values.layout];
            pairs(input).map_or_else(Vec::new, layouts)
        }),
        // A row of a transposed matrix is strided too.
        Promise::layouts("and the views may be strided", |input| {
            let layouts = |scripted: &Scripted| {
                let Tokens { queries, keys, values } = &scripted.tokens;
                vec![queries.layout, keys.layout, values.layout]
            };
            steps(input).map_or_else(Vec::new, layouts)
        }),
        Promise::edge(states, |input| {
            steps(input).is_some_and(|scripted| {
                scripted.script.iter().filter(|turn| **turn == Turn::Start).count() > 1
            })
        }),
        Promise::edge(states, |input| {
            steps(input).is_some_and(|scripted| scripted.states().iter().any(|taken| taken.copied > 0))
        }),
    ]
}
