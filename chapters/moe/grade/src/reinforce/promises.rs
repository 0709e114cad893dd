//! What the stub of `reinforce` promises.

use judge::{Layout, Promise};
use moe::Baseline;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn others(input: &Input) -> bool {
        matches!(input.baseline, Baseline::Others)
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        let vectors = [&input.logits, &input.losses, &input.costs, &input.target];
        vectors.iter().map(|vector| vector.layout).chain([input.outputs.layout]).collect()
    }
    fn sorted(input: &Input) -> Vec<f32> {
        let mut sorted = input.logits.values.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted
    }
    vec![
        Promise::always("E is at least 2", |input| input.logits.values.len() >= 2),
        Promise::edge("E is at least 2", |input| input.logits.values.len() == 2),
        Promise::edge("E is at least 2", |input| input.logits.values.len() > 256),
        Promise::range("logits may be as large as ±800", -800.0..=800.0, |input| {
            input.logits.double().to_vec()
        }),
        Promise::range("all within 60 of each other", 0.0..=60.0, |input| {
            let sorted = sorted(input);
            vec![f64::from(sorted[0]) - f64::from(sorted[sorted.len() - 1])]
        }),
        Promise::layouts("views may be transposed, strided or reversed", layouts),
        Promise::edge("views may be transposed, strided or reversed", |input| {
            layouts(input).iter().all(|&layout| layout == Layout::Reversed)
        }),
        Promise::edge("two samples of the same action may have cost different amounts", |input| {
            (1..input.actions.len()).any(|n| {
                input.actions[n] == input.actions[0] && input.costs.values[n] != input.costs.values[0]
            })
        }),
        Promise::always("then N is at least 2", |input| !others(input) || input.actions.len() > 1),
        Promise::edge("then N is at least 2", |input| others(input) && input.actions.len() == 2),
        Promise::sizes("otherwise at least 1", 1, |input| {
            if others(input) { Vec::new() } else { vec![input.actions.len()] }
        }),
        Promise::edge("A loss may be exactly 0, or exactly b", |input| {
            input.costs.values.iter().any(|&x| x == 0.0)
        }),
        Promise::edge("A loss may be exactly 0, or exactly b", |input| match input.baseline {
            Baseline::Fixed(b) => b != 0.0 && input.costs.values.iter().any(|&x| x == b),
            Baseline::Others => false,
        }),
        Promise::sizes("d is at least 1", 1, |input| vec![input.target.values.len()]),
        Promise::edge("among equal logits the lowest index wins", |input| {
            let sorted = sorted(input);
            sorted[0] == sorted[1]
        }),
        Promise::edge(
            "Logits that are not equal may differ by so little that their gates are equal",
            |input| {
                let sorted = sorted(input);
                sorted[0] > sorted[1] && sorted[0] - sorted[1] < 1e-20
            },
        ),
    ]
}
