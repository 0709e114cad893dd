//! What the stub of `load` promises.

use judge::{Layout, Promise};
use ndarray::{Array, Dimension};

use super::{Input, Routed};

pub(super) fn promises() -> Vec<Promise<Input>> {
    [cv_squared(), importance(), chances()].into_iter().flatten().collect()
}

fn numbers<D: Dimension>(of: &Array<f32, D>) -> Vec<f64> {
    of.iter().map(|&x| f64::from(x)).collect()
}

fn cv_squared() -> Vec<Promise<Input>> {
    fn values(input: &Input) -> Vec<f64> {
        match input {
            Input::CvSquared(values) => numbers(&values.values),
            _ => Vec::new(),
        }
    }
    const BETWEEN: &str = "Values lie between 0 and 100,000";
    const EVEN: &str =
        "All may be 0, which gives 0, and all may be equal but for a few hundredths of a percent";
    vec![
        Promise::sizes("There is at least one value", 1, |input| match input {
            Input::CvSquared(values) => vec![values.values.len()],
            _ => Vec::new(),
        }),
        Promise::range(BETWEEN, 0.0..=100_000.0, values),
        Promise::edge(EVEN, |input| {
            let values = values(input);
            !values.is_empty() && values.iter().all(|&value| value == 0.0)
        }),
        Promise::edge(EVEN, |input| {
            let values = values(input);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values.len() > 1 && values.iter().all(|value| (value - mean).abs() < 1e-3 * mean)
        }),
        Promise::edge(
            "The view may be strided",
            |input| matches!(input, Input::CvSquared(values) if values.layout == Layout::Strided),
        ),
    ]
}

fn importance() -> Vec<Promise<Input>> {
    const GATES: &str =
        "`gates` (T, E), with gates between 0 and 1; E is at least 1, and there may be no token";
    vec![
        Promise::range(GATES, 0.0..=1.0, |input| match input {
            Input::Importance(gates) => numbers(&gates.values),
            _ => Vec::new(),
        }),
        Promise::sizes(GATES, 1, |input| match input {
            Input::Importance(gates) => vec![gates.values.ncols()],
            _ => Vec::new(),
        }),
        Promise::edge(GATES, |input| matches!(input, Input::Importance(gates) if gates.values.nrows() == 0)),
        Promise::edge(GATES, |input| matches!(input, Input::Importance(gates) if gates.values.nrows() > 256)),
        Promise::layouts("This view and those below may be transposed or strided", |input| match input {
            Input::Importance(gates) => vec![gates.layout],
            _ => Vec::new(),
        }),
    ]
}

fn chances() -> Vec<Promise<Input>> {
    const SIZES: &str = "T and E are at least 1, k from 1 to E";
    const LOGITS: &str = "Logits lie within ±1000, the noisy ones of a token at least 0.001 apart";
    const LAID: &str = "This view and those below may be transposed or strided";
    fn asked(input: &Input, load: bool) -> Option<&Routed> {
        match input {
            Input::Chances(routed) if !load => Some(routed),
            Input::Load(routed) if load => Some(routed),
            _ => None,
        }
    }
    fn sizes(input: &Input, load: bool) -> Vec<usize> {
        asked(input, load).map_or_else(Vec::new, |routed| {
            let (tokens, experts) = routed.clean.values.dim();
            vec![tokens, experts, routed.k]
        })
    }
    fn either(input: &Input) -> Option<&Routed> {
        asked(input, false).or_else(|| asked(input, true))
    }
    fn layouts(input: &Input, load: bool) -> Vec<Layout> {
        asked(input, load).map_or_else(Vec::new, |routed| {
            [&routed.clean, &routed.noisy, &routed.scale].map(|matrix| matrix.layout).to_vec()
        })
    }
    vec![
        Promise::range("`scale`, which is from 0.001 to 100", 0.001..=100.0, |input| {
            either(input).map_or_else(Vec::new, |routed| numbers(&routed.scale.values))
        }),
        Promise::sizes(SIZES, 1, |input| sizes(input, false)),
        Promise::sizes(SIZES, 1, |input| sizes(input, true)),
        Promise::edge(
            "with k = E every expert is selected whatever happens",
            |input| matches!(sizes(input, false)[..], [_, experts, k] if experts == k && k > 1),
        ),
        Promise::range(LOGITS, -1000.0..=1000.0, |input| {
            either(input).map_or_else(Vec::new, |routed| numbers(&routed.clean.values))
        }),
        Promise::range(LOGITS, -1000.0..=1000.0, |input| {
            either(input).map_or_else(Vec::new, |routed| numbers(&routed.noisy.values))
        }),
        Promise::always(LOGITS, |input| either(input).is_none_or(|routed| routed.smallest_gap() >= 0.001)),
        Promise::edge(LOGITS, |input| either(input).is_some_and(|routed| routed.smallest_gap() < 0.0012)),
        Promise::layouts(LAID, |input| layouts(input, false)),
        Promise::layouts(LAID, |input| layouts(input, true)),
    ]
}
