//! What the stub of `vp_sde` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{LEAST, MOST, SIGMA_MAX, SIGMA_MIN, STEP, TIME};

fn betas(input: &Input) -> Vec<f64> {
    match input {
        Input::Marginal { betas, .. } | Input::Drift { betas, .. } | Input::Step { betas, .. } => {
            betas.to_vec()
        }
        Input::Ve { .. } => Vec::new(),
    }
}

/// Those of one of the drifts.
fn layouts(input: &Input, of_flow: bool) -> Vec<Layout> {
    match input {
        Input::Drift { flow, x, score, .. } if *flow == of_flow => vec![x.layout, score.layout],
        _ => Vec::new(),
    }
}

fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Drift { x, .. } => vec![x.values.nrows(), x.values.ncols()],
        _ => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let views = "The views of this function and of the two below may be transposed or strided";
    let shapes = "β may rise, fall or stay the same";
    let all = "In all functions of this file β₀ and β₁ lie between 0.01 and 30";
    vec![
        Promise::range("t is from 0 to 1", 0.0..=1.0, |input| match input {
            Input::Marginal { times, .. } => times.clone(),
            _ => Vec::new(),
        }),
        Promise::range("t is from 0 to 1", 0.0..=1.0, |input| match input {
            Input::Ve { times, .. } => times.clone(),
            _ => Vec::new(),
        }),
        Promise::range("t is from 0 to 1", 0.0..=1.0, |input| match input {
            Input::Drift { t, flow: false, .. } => vec![*t],
            _ => Vec::new(),
        }),
        Promise::range("t is from 0 to 1", 0.0..=1.0, |input| match input {
            Input::Drift { t, flow: true, .. } => vec![*t],
            _ => Vec::new(),
        }),
        Promise::range(all, LEAST..=MOST, |input| match input {
            Input::Marginal { .. } => betas(input),
            _ => Vec::new(),
        }),
        Promise::range(all, LEAST..=MOST, |input| match input {
            Input::Drift { .. } => betas(input),
            _ => Vec::new(),
        }),
        Promise::range(all, LEAST..=MOST, |input| match input {
            Input::Step { .. } => betas(input),
            _ => Vec::new(),
        }),
        Promise::edge(shapes, |input| matches!(betas(input)[..], [first, last] if first < last)),
        Promise::edge(shapes, |input| matches!(betas(input)[..], [first, last] if first > last)),
        Promise::edge(shapes, |input| matches!(betas(input)[..], [first, last] if first == last)),
        Promise::range("σ_min lies between 0.001 and 1", SIGMA_MIN[0]..=SIGMA_MIN[1], |input| match input {
            Input::Ve { sigmas, .. } => vec![sigmas[0]],
            _ => Vec::new(),
        }),
        Promise::always("σ_max is larger, and at most 400", |input| match input {
            Input::Ve { sigmas, .. } => sigmas[1] > sigmas[0] && sigmas[1] <= SIGMA_MAX,
            _ => true,
        }),
        Promise::edge("σ_max is larger, and at most 400", |input| match input {
            Input::Ve { sigmas, .. } => sigmas[1] == SIGMA_MAX,
            _ => false,
        }),
        Promise::sizes("All sizes are at least 1", 1, sizes),
        Promise::layouts(views, |input| layouts(input, false)),
        Promise::layouts(views, |input| layouts(input, true)),
        Promise::layouts(views, |input| match input {
            Input::Step { x, score, noise, .. } => vec![x.layout, score.layout, noise.layout],
            _ => Vec::new(),
        }),
        Promise::range("t is from 0.001 to 1", TIME[0]..=TIME[1], |input| match input {
            Input::Step { t, .. } => vec![*t],
            _ => Vec::new(),
        }),
        Promise::range("dt from 0.0001 to 0.5", STEP[0]..=STEP[1], |input| match input {
            Input::Step { dt, .. } => vec![*dt],
            _ => Vec::new(),
        }),
        Promise::always("and at most t", |input| match input {
            Input::Step { t, dt, .. } => dt <= t,
            _ => true,
        }),
        Promise::edge("and at most t", |input| matches!(input, Input::Step { t, dt, .. } if dt == t)),
    ]
}
