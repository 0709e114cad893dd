//! What the stub of `merge` promises.

use judge::Promise;

use super::Input;

/// Of how many parts a query has seen nothing.
fn blind(input: &Input, i: usize) -> usize {
    input.log_sum_exps.values.column(i).iter().filter(|l| l.is_infinite()).count()
}

/// How far the finite log-sum-exps of a query lie apart.
fn spread(input: &Input, i: usize) -> f32 {
    let finite = || input.log_sum_exps.values.column(i).into_iter().copied().filter(|l| l.is_finite());
    finite().fold(f32::NEG_INFINITY, f32::max) - finite().fold(f32::INFINITY, f32::min)
}

fn some_query(input: &Input, has: impl Fn(usize, usize) -> bool) -> bool {
    let (parts, n, _) = input.outputs.values.dim();
    (0..n).any(|i| has(parts, i))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let nothing = "A query that has seen nothing in a part has log-sum-exp −∞ and an output of zeros there";
    let nowhere = "If it has seen nothing in any part, the result is zeros and −∞";
    vec![
        Promise::sizes("There is at least one part, one query, one channel", 1, |input| {
            let (parts, n, width) = input.outputs.values.dim();
            vec![parts, n, width]
        }),
        Promise::layouts("All views may be transposed or strided", |input| {
            vec![input.outputs.layout, input.log_sum_exps.layout]
        }),
        Promise::said("The parts may differ in size"),
        Promise::range("A log-sum-exp can be as large as ±10,000", -1e4..=1e4, |input| {
            let finite = input.log_sum_exps.values.iter().filter(|l| l.is_finite());
            finite.map(|&l| f64::from(l)).collect()
        }),
        Promise::edge("one part's may be thousands away from another's", |input| {
            some_query(input, |_, i| spread(input, i) > 15_000.0)
        }),
        Promise::edge(nothing, |input| some_query(input, |parts, i| (1..parts).contains(&blind(input, i)))),
        Promise::edge(nothing, |input| {
            some_query(input, |parts, i| parts > 1 && input.log_sum_exps.values[[0, i]].is_infinite())
        }),
        Promise::edge(nowhere, |input| some_query(input, |parts, i| parts > 1 && blind(input, i) == parts)),
        Promise::edge(nowhere, |input| some_query(input, |parts, i| parts == 1 && blind(input, i) == 1)),
    ]
}
