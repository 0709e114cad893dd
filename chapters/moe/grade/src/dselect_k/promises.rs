//! What the stub of `dselect_k` promises.

use judge::{Layout, Promise};

use super::{Input, cases};

pub(super) fn promises() -> Vec<Promise<Input>> {
    /// What each selector leaves to the experts.
    fn reached(input: &Input) -> Vec<f64> {
        let of =
            |row: ndarray::ArrayView1<'_, f32>| cases::reached(&row.to_vec(), input.experts, input.gamma);
        input.selectors.values.rows().into_iter().map(of).collect()
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        vec![input.selectors.layout, input.mixing.layout]
    }
    vec![
        Promise::range("`gamma` is from 0.01 to 100", 0.01..=100.0, |input| vec![f64::from(input.gamma)]),
        Promise::range("t lies within ±1000", -1e3..=1e3, |input| {
            input.points.iter().chain(&input.selectors.values).map(|&t| f64::from(t)).collect()
        }),
        Promise::said("between them"),
        Promise::sizes("there are at least 2 experts", 2, |input| vec![input.experts]),
        Promise::edge("so they may sum to less than 1, down to 0", |input| {
            reached(input).iter().any(|&sum| sum > 0.0 && sum < 0.5)
        }),
        Promise::edge("so they may sum to less than 1, down to 0", |input| reached(input).contains(&0.0)),
        Promise::layouts("views may be transposed, strided or reversed", layouts),
        Promise::edge("views may be transposed, strided or reversed", |input| {
            layouts(input).iter().all(|&layout| layout == Layout::Reversed)
        }),
        Promise::edge("k is at least 1", |input| input.mixing.values.len() == 1),
        Promise::edge("k is at least 1", |input| input.mixing.values.len() > 32),
        Promise::range("`mixing` may be as large as ±800", -800.0..=800.0, |input| {
            input.mixing.double().to_vec()
        }),
        Promise::range("all within 60 of each other", 0.0..=60.0, |input| {
            let mixing = input.mixing.double();
            let most = mixing.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            vec![most - mixing.fold(f64::INFINITY, |a, &b| a.min(b))]
        }),
        Promise::edge("Where r is 0 it adds 0", |input| {
            input.selectors.values.iter().any(|t| t.abs() >= input.gamma / 2.0)
        }),
        Promise::always("tried are Σ r = 0 and Σ r ≥ 0.05", |input| {
            input.experts.is_power_of_two() || reached(input).iter().all(|&sum| sum == 0.0 || sum >= 0.05)
        }),
    ]
}
