//! What the stub of `state_bytes` promises.

use judge::Promise;

use super::{Input, What, kept};

fn bytes(input: &Input) -> Vec<f64> {
    let Input::Bytes { kinds, tokens } = input else { return Vec::new() };
    let at = |&tokens: &u64| kinds.iter().map(|kind| kept(kind, tokens)).sum::<i128>() as f64;
    tokens.iter().map(at).collect()
}

fn widths(input: &Input) -> Vec<u64> {
    let Input::Bytes { kinds, .. } = input else { return Vec::new() };
    let width = |what: &What| if let What::State { width, .. } = what { Some(*width) } else { None };
    kinds.iter().filter_map(|kind| width(&kind.what)).collect()
}

fn calls(input: &Input) -> &[[usize; 3]] {
    if let Input::Places(calls) = input { calls } else { &[] }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let nothing = "There may be no layers, and no tokens";
    let period = "`period` is at least 1, and more than `offset`";
    let cut = "The last period may be cut short";
    vec![
        Promise::edge(nothing, |input| matches!(input, Input::Bytes { kinds, .. } if kinds.is_empty())),
        Promise::edge(
            nothing,
            |input| matches!(input, Input::Bytes { kinds, tokens } if !kinds.is_empty() && tokens.contains(&0)),
        ),
        Promise::range("all results are below 2⁶⁰", 0.0..=(1_u64 << 60) as f64, bytes),
        Promise::always("`width` is at least 1", |input| widths(input).iter().all(|&width| width > 0)),
        Promise::edge("`width` is at least 1", |input| widths(input).contains(&1)),
        Promise::always(period, |input| calls(input).iter().all(|[_, period, offset]| period > offset)),
        Promise::edge(period, |input| calls(input).iter().any(|call| call[1] == 1)),
        Promise::edge(period, |input| calls(input).iter().any(|call| call[1] == call[2] + 1 && call[1] > 1)),
        Promise::edge(cut, |input| {
            calls(input).iter().any(|call| call[0] > call[1] && call[0] % call[1] > call[2])
        }),
        Promise::edge(cut, |input| {
            calls(input).iter().any(|call| call[0] > call[1] && (1..=call[2]).contains(&(call[0] % call[1])))
        }),
        Promise::edge("There may be no layers", |input| calls(input).iter().any(|call| call[0] == 0)),
    ]
}
