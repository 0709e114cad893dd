//! What the stub of `stream` promises.

use judge::Promise;

use super::{Input, Step};

/// Gates with their biases, of all tokens in both roles, as the streams take them.
fn scores(input: &Input) -> Vec<f64> {
    let mut scores = Vec::new();
    for taken in input.streams() {
        for (gates, bias) in input.gates.iter().zip(&input.biases[taken.biases]) {
            let (gates, bias) = (gates.double(), bias.double());
            for (at, &t) in taken.tokens.iter().enumerate() {
                scores.extend((&gates.row(t) + &bias.row(at % bias.nrows())).iter());
            }
        }
    }
    scores
}

/// Whether streams take tokens in turn, several times.
fn in_turn(input: &Input) -> bool {
    let stream = |step: &Step| if let Step::Push(stream, _) = step { Some(*stream) } else { None };
    let pushed: Vec<usize> = input.script.iter().filter_map(stream).collect();
    pushed.windows(2).filter(|pair| pair[0] != pair[1]).count() > 3
}

fn copies(input: &Input) -> bool {
    input.script.iter().any(|step| matches!(step, Step::Copy(_)))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let held = "holds at most 2m tokens, however many have come";
    let streams = "Several streams can be under way at once, also copies of one";
    vec![
        Promise::sizes("Both sizes are at least 1", 1, |input| {
            let (m, c) = input.biases[0][0].values.dim();
            vec![m, c]
        }),
        Promise::layouts("the views may be transposed or strided", |input| {
            input.biases[0].each_ref().map(|bias| bias.layout).to_vec()
        }),
        Promise::edge(held, |input| input.streams().iter().any(|taken| taken.tokens.len() > 256)),
        Promise::edge("the first pools its own m tokens alone", |input| {
            let m = input.biases[0][0].values.nrows();
            input.streams().iter().any(|taken| taken.tokens.len() == m)
        }),
        Promise::edge(streams, |input| in_turn(input) && !copies(input)),
        Promise::edge(streams, |input| in_turn(input) && copies(input)),
        Promise::range("Gates with their bias lie within ±1000", -1e3..=1e3, scores),
    ]
}
