//! What the stub of `upcycle` promises.

use judge::Promise;
use ndarray::ArrayView1;

use super::Input;

/// How far the logits of a token are apart, and how close two that are not equal come.
fn spread(row: ArrayView1<'_, f32>) -> (f64, f64) {
    let mut sorted: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.windows(2).map(|pair| pair[1] - pair[0]).filter(|&gap| gap > 0.0);
    (sorted[sorted.len() - 1] - sorted[0], gaps.fold(f64::INFINITY, f64::min))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn gaps(input: &Input) -> impl Iterator<Item = f64> {
        input.logits.values.rows().into_iter().map(|row| spread(row).1)
    }
    vec![
        Promise::edge("`count` is at least 1", |input| input.count == 1),
        Promise::sizes("T and E are at least 1", 1, |input| {
            vec![input.logits.values.nrows(), input.logits.values.ncols()]
        }),
        Promise::always("k is from 1 to E", |input| (1..=input.logits.values.ncols()).contains(&input.k)),
        Promise::edge("k is from 1 to E", |input| input.k == 1 && input.count > 1),
        Promise::edge("k is from 1 to E", |input| input.k == input.count && input.count > 1),
        Promise::range("Logits can be as large as ±900", -900.0..=900.0, |input| {
            input.logits.double().into_iter().collect()
        }),
        Promise::edge("Logits can be as large as ±900", |input| {
            let logits = &input.logits.values;
            logits.iter().any(|&x| x > 800.0) && logits.iter().any(|&x| x < -800.0)
        }),
        Promise::range("within 20 of each other", 0.0..=20.0, |input| {
            input.logits.values.rows().into_iter().map(|row| spread(row).0).collect()
        }),
        Promise::always("differ by at least 0.001", |input| gaps(input).all(|gap| gap >= 0.001)),
        Promise::edge("differ by at least 0.001", |input| gaps(input).any(|gap| gap < 0.0012)),
        Promise::edge("are equal or differ", |input| {
            input.count > 32
                && input.logits.values.rows().into_iter().all(|row| {
                    row.iter().enumerate().any(|(e, x)| row.iter().skip(e + 1).any(|other| other == x))
                })
        }),
        Promise::layouts("`logits` may be transposed or strided", |input| vec![input.logits.layout]),
        Promise::edge("which may differ from each other", |input| {
            input.experts.windows(2).any(|pair| pair[0].up != pair[1].up)
        }),
        Promise::range("each is from 0 to 2", 0.0..=2.0, |input| input.gates.double().into_iter().collect()),
        Promise::edge("they may come from another router", |input| {
            input
                .gates
                .values
                .rows()
                .into_iter()
                .any(|row| row.iter().any(|&gate| gate > 0.0) && row.iter().all(|&gate| gate < 0.01))
        }),
        Promise::edge("where all gates of a token are 0", |input| {
            input.gates.values.rows().into_iter().any(|row| row.iter().all(|&gate| gate == 0.0))
        }),
        Promise::said("You may apply an expert to all tokens"),
        Promise::layouts("`tokens` and `gates` may be transposed or strided", |input| {
            vec![input.tokens.layout, input.gates.layout]
        }),
    ]
}
