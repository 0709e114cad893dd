//! What the stub of `base` promises.

use judge::{Layout, Promise};
use ndarray::Array2;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = assign();
    promises.extend(combine());
    promises
}

/// Those of `assign`.
fn assign() -> Vec<Promise<Input>> {
    const TOKENS: &str = "T a multiple of E and at most 60";
    const NUMBERS: &str = "The affinities are multiples of 1/64 from −16 to 16";
    fn affinities(input: &Input) -> Option<&Array2<f32>> {
        match input {
            Input::Assign { affinities } => Some(&affinities.values),
            Input::Combine { .. } => None,
        }
    }
    fn numbers(input: &Input) -> Vec<f64> {
        affinities(input).map_or_else(Vec::new, |all| all.iter().map(|&a| f64::from(a)).collect())
    }
    vec![
        Promise::range("E is at least 1 and at most 8", 1.0..=8.0, |input| {
            affinities(input).map_or_else(Vec::new, |all| vec![all.ncols() as f64])
        }),
        Promise::range(TOKENS, 1.0..=60.0, |input| {
            affinities(input).map_or_else(Vec::new, |all| vec![all.nrows() as f64])
        }),
        Promise::always(TOKENS, |input| affinities(input).is_none_or(|all| all.nrows() % all.ncols() == 0)),
        Promise::range(NUMBERS, -16.0..=16.0, numbers),
        Promise::always(NUMBERS, |input| numbers(input).iter().all(|a| (64.0 * a).fract() == 0.0)),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Assign { affinities } => vec![affinities.layout],
            Input::Combine { .. } => Vec::new(),
        }),
    ]
}

/// Those of `combine`.
fn combine() -> Vec<Promise<Input>> {
    const EXPERTS: &str = "T need not be a multiple of E here, and `experts` are any";
    fn sizes(input: &Input) -> Vec<usize> {
        match input {
            Input::Combine { tokens, centroids, .. } => {
                vec![tokens.values.nrows(), centroids.values.nrows(), tokens.values.ncols()]
            }
            Input::Assign { .. } => Vec::new(),
        }
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        match input {
            Input::Combine { tokens, centroids, outputs, .. } => {
                [tokens, centroids, outputs].map(|view| view.layout).to_vec()
            }
            Input::Assign { .. } => Vec::new(),
        }
    }
    fn products(input: &Input) -> Vec<f64> {
        match input {
            Input::Combine { tokens, centroids, experts, .. } => {
                let (tokens, centroids) = (tokens.double(), centroids.double());
                let product = |(t, &e): (usize, &usize)| tokens.row(t).dot(&centroids.row(e));
                experts.iter().enumerate().map(product).collect()
            }
            Input::Assign { .. } => Vec::new(),
        }
    }
    vec![
        Promise::sizes("All sizes are at least 1", 1, sizes),
        Promise::edge(
            EXPERTS,
            |input| matches!(&sizes(input)[..], [tokens, experts, _] if tokens % experts != 0),
        ),
        Promise::edge(EXPERTS, |input| match input {
            Input::Combine { centroids, experts, .. } => {
                (0..centroids.values.nrows()).any(|expert| !experts.contains(&expert))
            }
            Input::Assign { .. } => false,
        }),
        Promise::range("Products of tokens and centroids lie within ±1000", -1000.0..=1000.0, products),
        Promise::layouts("The views may be transposed or strided", layouts),
    ]
}
