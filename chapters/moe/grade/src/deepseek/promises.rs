//! What the stub of `deepseek` promises.

use judge::{Layout, Promise};
use moe::Groups;

use super::{Input, inputs};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = route();
    promises.extend(ties());
    promises.extend(combine());
    promises
}

fn config(input: &Input) -> Option<(Groups, usize)> {
    match input {
        Input::Route { logits, config, .. } => Some((*config, logits.values.len())),
        Input::Combine { .. } => None,
    }
}

fn route() -> Vec<Promise<Input>> {
    const SIZES: &str = "E is a multiple of `groups` and a group has at least two experts";
    const KEPT: &str = "`kept` is from 1 to `groups`, and the kept groups have at least `k` experts, of which there is at least one";
    const NUMBERS: &str = "Logits lie within ±4, biases within ±3, and may all be negative";
    fn layouts(input: &Input) -> Vec<Layout> {
        match input {
            Input::Route { logits, bias, .. } => vec![logits.layout, bias.layout],
            Input::Combine { .. } => Vec::new(),
        }
    }
    fn numbers(input: &Input, biases: bool) -> Vec<f64> {
        match input {
            Input::Route { logits, bias, .. } => {
                let vector = if biases { bias } else { logits };
                vector.values.iter().map(|&x| f64::from(x)).collect()
            }
            Input::Combine { .. } => Vec::new(),
        }
    }
    vec![
        Promise::layouts("`logits` and `bias` (E), in any memory layout", layouts),
        Promise::always(SIZES, |input| config(input).is_none_or(|(c, experts)| experts % c.groups == 0)),
        Promise::sizes(SIZES, 2, |input| {
            config(input).map_or_else(Vec::new, |(c, experts)| vec![experts / c.groups])
        }),
        Promise::sizes(KEPT, 1, |input| {
            config(input).map_or_else(Vec::new, |(c, _)| vec![c.groups, c.kept, c.k])
        }),
        Promise::always(KEPT, |input| {
            config(input)
                .is_none_or(|(c, experts)| c.kept <= c.groups && c.k <= c.kept * (experts / c.groups))
        }),
        Promise::edge(KEPT, |input| {
            config(input)
                .is_some_and(|(c, experts)| c.kept < c.groups && c.k == c.kept * (experts / c.groups))
        }),
        Promise::edge(KEPT, |input| config(input).is_some_and(|(c, _)| c.kept == c.groups && c.groups > 1)),
        Promise::range(NUMBERS, -4.0..=4.0, |input| numbers(input, false)),
        Promise::range(NUMBERS, -3.0..=3.0, |input| numbers(input, true)),
        Promise::edge(NUMBERS, |input| {
            let biases = numbers(input, true);
            !biases.is_empty() && biases.iter().all(|&bias| bias < -1.0)
        }),
        Promise::always("`scale` is positive", |input| config(input).is_none_or(|(c, _)| c.scale > 0.0)),
    ]
}

fn ties() -> Vec<Promise<Input>> {
    const EQUAL: &str = "Of equal groups, and of equal experts, those with the lower index come first";
    const APART: &str = "Where two of them decide who is chosen, they are equal or at least 0.001 apart";
    fn equal(input: &Input) -> bool {
        inputs::deciding(input).contains(&0.0)
    }
    vec![
        Promise::edge(EQUAL, |input| config(input).is_some_and(|(c, _)| c.groups > 20) && equal(input)),
        Promise::edge(EQUAL, |input| {
            config(input).is_some_and(|(c, experts)| c.groups == 1 && experts > 20) && equal(input)
        }),
        // The gap of a sum in double precision, of numbers that are floats.
        Promise::always(APART, |input| {
            inputs::deciding(input).iter().all(|&gap| gap == 0.0 || gap > inputs::GAP)
        }),
        Promise::edge(APART, |input| {
            inputs::deciding(input).iter().any(|&gap| gap > 0.0 && gap < 2.0 * inputs::GAP)
        }),
    ]
}

fn combine() -> Vec<Promise<Input>> {
    const ROUTED: &str = "`routed` holds each chosen expert once";
    fn sizes(input: &Input) -> Vec<usize> {
        match input {
            Input::Combine { routed, outputs, .. } => {
                vec![routed.len(), outputs.values.nrows(), outputs.values.ncols()]
            }
            Input::Route { .. } => Vec::new(),
        }
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        match input {
            Input::Combine { outputs, shared, .. } => vec![outputs.layout, shared.layout],
            Input::Route { .. } => Vec::new(),
        }
    }
    vec![
        Promise::sizes("Sizes are at least 1", 1, sizes),
        Promise::always(ROUTED, |input| match input {
            Input::Combine { routed, .. } => {
                let mut experts: Vec<usize> = routed.iter().map(|&(expert, _)| expert).collect();
                experts.sort_unstable();
                experts.windows(2).all(|pair| pair[0] != pair[1])
            }
            Input::Route { .. } => true,
        }),
        Promise::edge(
            "their rows hold NaN",
            |input| matches!(input, Input::Combine { outputs, .. } if outputs.values.iter().any(|x| x.is_nan())),
        ),
        Promise::layouts("The views may be transposed or strided", layouts),
    ]
}
