//! What the stub of `mixture` promises.

use judge::{Layout, Promise};

use super::{Input, Which};

/// The largest difference between two logits of a gate.
fn spread(input: &Input) -> f64 {
    let logits = input.logits.double();
    let ends = |(low, high): (f64, f64), &logit: &f64| (low.min(logit), high.max(logit));
    let (low, high) = logits.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    high - low
}

/// ½ ‖d − o[i]‖² of the experts.
fn distances(input: &Input) -> Vec<f64> {
    let target = input.target.double();
    let half = |row: ndarray::ArrayView1<'_, f64>| (&row - &target).mapv(|x| x * x).sum() / 2.0;
    input.outputs.double().rows().into_iter().map(half).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    const LOGITS: &str = "Logits can be as large as ±1,000, those of one gate within 40 of each other";
    const FAR: &str = "The target can be so far from every output that ½ ‖d − o\\[i\\]‖² is 10,000";
    fn layouts(input: &Input) -> Vec<Layout> {
        vec![input.logits.layout, input.outputs.layout, input.target.layout]
    }
    fn distances_in(input: &Input, which: Which) -> Vec<f64> {
        if input.which == which { distances(input) } else { Vec::new() }
    }
    vec![
        Promise::said("The squared distance between the target and the blend of all outputs"),
        Promise::said("The mean of the squared distances between the target and each output alone"),
        Promise::sizes("E and d are at least 1", 1, |input| {
            let (experts, width) = input.outputs.values.dim();
            vec![experts, width]
        }),
        Promise::range(LOGITS, -1000.0..=1000.0, |input| {
            input.logits.values.iter().map(|&logit| f64::from(logit)).collect()
        }),
        Promise::range(LOGITS, 0.0..=40.0, |input| vec![spread(input)]),
        Promise::layouts("The views may be transposed or strided", layouts),
        Promise::range(FAR, 0.0..=10_000.0, |input| distances_in(input, Which::Responsibilities)),
        Promise::range("the target can be as far away as in `responsibilities`", 0.0..=10_000.0, |input| {
            distances_in(input, Which::Likelihood)
        }),
        Promise::edge(FAR, |input| {
            let nearest = distances(input).into_iter().fold(f64::INFINITY, f64::min);
            input.which == Which::Responsibilities && nearest > 9_900.0
        }),
    ]
}
