//! What the stub of `online_softmax` promises.

use judge::Promise;

use super::{Input, Step};

/// Whether a state is empty when it meets another, on one side of a merge and on the other.
fn empty_sides(input: &Input) -> Vec<[bool; 2]> {
    let mut stack: Vec<bool> = Vec::new();
    let mut merges = Vec::new();
    for step in &input.script {
        match *step {
            Step::Start => stack.push(true),
            Step::Update(_) | Step::Updates(..) => *stack.last_mut().expect("a state") = false,
            Step::Swap => super::swap(&mut stack),
            Step::Merge => {
                let (right, left) = (stack.pop().expect("two states"), stack.pop().expect("two states"));
                merges.push([left, right]);
                stack.push(left && right);
            }
            Step::Finish => {}
        }
    }
    merges
}

/// Whether the first score that some state takes is masked, and a later one is not.
fn masked_first(input: &Input) -> bool {
    let started = |pair: &[Step]| match *pair {
        [Step::Start, Step::Update(j)] => input.scores[j] == f32::NEG_INFINITY,
        _ => false,
    };
    input.script.windows(2).any(started) && input.scores.iter().any(|score| score.is_finite())
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let masked = "A score of −∞ is masked: it adds nothing, not even NaN when it comes first";
    let empty = "Either may be empty";
    vec![
        Promise::range("Scores can be as large as ±10,000", -1e4..=1e4, |input| {
            let finite = input.scores.iter().filter(|score| score.is_finite());
            finite.map(|&score| f64::from(score)).collect()
        }),
        Promise::edge(masked, masked_first),
        Promise::edge(masked, |input| input.scores.iter().all(|score| score.is_infinite())),
        Promise::layouts("`value` may be strided", |input| vec![input.values.layout]),
        Promise::edge("Several states can be under way at once", |input| input.script.contains(&Step::Swap)),
        Promise::edge(empty, |input| empty_sides(input).contains(&[true, false])),
        Promise::edge(empty, |input| empty_sides(input).contains(&[false, true])),
        Promise::edge(empty, |input| empty_sides(input).contains(&[true, true])),
    ]
}
