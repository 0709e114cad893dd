//! What the stub of `all_to_all` promises.

use judge::Promise;

use super::{Input, Layer};

fn layer(input: &Input) -> Option<&Layer> {
    match input {
        Input::Layer(layer) => Some(layer),
        Input::Counts { .. } => None,
    }
}

fn of(input: &Input, has: impl Fn(&Layer) -> bool) -> bool {
    layer(input).is_some_and(has)
}

fn lists(input: &Input) -> Vec<&Vec<usize>> {
    match input {
        Input::Counts { experts, .. } => experts.iter().collect(),
        Input::Layer(layer) => layer.ranks.iter().flat_map(|own| &own.experts).collect(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let differ = "Tokens may have different numbers of experts, also none, where they were dropped";
    let none = "Ranks may have different numbers of tokens, also none, and experts too";
    let weights = "Weights may be negative, and need not have the sum 1";
    let ranks = "There are between 1 and 6 ranks, with at least 1 expert each";
    vec![
        Promise::edge(differ, |input| {
            matches!(input, Input::Counts { .. })
                && lists(input).iter().any(|list| list.len() != lists(input)[0].len())
        }),
        Promise::edge(differ, |input| {
            matches!(input, Input::Layer(_))
                && lists(input).iter().any(|list| list.len() != lists(input)[0].len())
        }),
        Promise::edge(differ, |input| {
            matches!(input, Input::Layer(_)) && lists(input).iter().any(|list| list.is_empty())
        }),
        Promise::always("those of a token are distinct", |input| {
            lists(input).iter().all(|list| (1..list.len()).all(|at| !list[..at].contains(&list[at])))
        }),
        Promise::said("A rank sends at most one row for each token and each expert elsewhere"),
        Promise::said("and up to 16 bytes for each row and 64 for each rank"),
        Promise::edge(none, |input| of(input, |layer| layer.ranks.iter().any(|own| own.tokens.nrows() == 0))),
        Promise::edge(none, |input| of(input, |layer| layer.ranks.iter().all(|own| own.tokens.nrows() == 0))),
        Promise::edge(none, |input| {
            of(input, |layer| {
                layer.ranks.iter().any(|own| own.tokens.nrows() != layer.ranks[0].tokens.nrows())
            })
        }),
        Promise::edge(none, |input| {
            let lists = lists(input);
            of(input, |layer| {
                !lists.is_empty()
                    && (0..layer.experts.len()).any(|e| !lists.iter().any(|list| list.contains(&e)))
            })
        }),
        Promise::edge(weights, |input| {
            of(input, |layer| layer.ranks.iter().any(|own| own.weights.iter().flatten().any(|&w| w < 0.0)))
        }),
        Promise::edge(weights, |input| {
            of(input, |layer| {
                layer
                    .ranks
                    .iter()
                    .flat_map(|own| &own.weights)
                    .any(|w| !w.is_empty() && (w.iter().sum::<f64>() - 1.0).abs() > 0.1)
            })
        }),
        Promise::range(ranks, 1.0..=6.0, |input| {
            layer(input).map(|layer| layer.ranks.len() as f64).into_iter().collect()
        }),
        Promise::edge(ranks, |input| of(input, |layer| layer.each == 1)),
        Promise::edge(ranks, |input| of(input, |layer| layer.each > 4)),
        Promise::edge(ranks, |input| of(input, |layer| layer.ranks.len() == 6 && layer.d > 1)),
        Promise::edge(ranks, |input| of(input, |layer| layer.experts.len() > 256)),
        Promise::edge(none, |input| {
            of(input, |layer| layer.ranks.iter().any(|own| own.tokens.nrows() > 256))
        }),
        Promise::edge(weights, |input| {
            of(input, |layer| {
                let mut weights = layer.ranks.iter().flat_map(|own| &own.weights).flatten();
                weights.any(|weight| *weight < -4.0)
            })
        }),
        Promise::edge("d is at least 1", |input| of(input, |layer| layer.d == 1)),
        Promise::edge("d is at least 1", |input| of(input, |layer| layer.d > 256)),
    ]
}
