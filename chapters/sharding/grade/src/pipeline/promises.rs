//! What the stub of `pipeline` promises.

use judge::Promise;

use super::Input;
use super::reference::ends;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let fewer = "There may be fewer micro-batches than stages; both are at least 1";
    let of_run = "micro-batches may have different n, at least 1, and there is at least 1";
    vec![
        Promise::edge(fewer, |input| matches!(input, Input::Order { stages, micros } if micros < stages)),
        Promise::edge(fewer, |input| matches!(input, Input::Order { stages: 1, micros: 1 })),
        Promise::edge(fewer, |input| matches!(input, Input::Order { stages, micros: 1 } if *stages > 1)),
        Promise::edge(fewer, |input| matches!(input, Input::Order { stages: 1, micros } if *micros > 1)),
        Promise::edge(
            "which may differ",
            |input| matches!(input, Input::Bubble { forward, backward, .. } if forward < backward),
        ),
        Promise::edge(
            "which may differ",
            |input| matches!(input, Input::Bubble { forward, backward, .. } if forward > backward),
        ),
        Promise::always("All orders can be carried out to their end", |input| match input {
            Input::Bubble { orders, forward, backward } => ends(orders, *forward, *backward, |x| x).is_some(),
            _ => true,
        }),
        Promise::edge(of_run, |input| match input {
            Input::Run { inputs, .. } => inputs.iter().any(|x| x.nrows() != inputs[0].nrows()),
            _ => false,
        }),
        Promise::edge(of_run, |input| matches!(input, Input::Run { inputs, .. } if inputs.len() == 1)),
        Promise::edge(of_run, |input| match input {
            Input::Run { inputs, weights, .. } => inputs.len() < weights.len() && inputs.len() > 1,
            _ => false,
        }),
        Promise::range("Between 1 and 6 ranks", 1.0..=6.0, |input| match input {
            Input::Run { weights, .. } => vec![weights.len() as f64],
            _ => vec![],
        }),
    ]
}
