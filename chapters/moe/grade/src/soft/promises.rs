//! What the stub of `soft` promises.

use judge::{Layout, Promise};
use ndarray::Array2;

use super::Input;

/// The logits, where nothing divides lengths out.
fn products(input: &Input) -> Option<Array2<f64>> {
    input.scale.is_none().then(|| input.tokens.double().dot(&input.slots.double()))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn layouts(input: &Input) -> Vec<Layout> {
        vec![input.tokens.layout, input.slots.layout]
    }
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let ((tokens, width), slots) = (input.tokens.values.dim(), input.slots.values.ncols());
            vec![tokens, width, slots]
        }),
        Promise::layouts("views may be transposed, strided or reversed", layouts),
        Promise::edge("views may be transposed, strided or reversed", |input| {
            layouts(input).iter().all(|&layout| layout == Layout::Reversed)
        }),
        Promise::range("logits may be as large as ±800", -800.0..=800.0, |input| {
            products(input).map_or_else(Vec::new, |logits| logits.into_iter().collect())
        }),
        Promise::range("all within 60 of each other", 0.0..=60.0, |input| {
            let Some(logits) = products(input) else { return Vec::new() };
            let most = logits.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            vec![most - logits.fold(f64::INFINITY, |a, &b| a.min(b))]
        }),
        Promise::range("a scale is from 0.1 to 25", 0.1..=25.0, |input| {
            input.scale.into_iter().map(f64::from).collect()
        }),
        Promise::edge("a token or a slot may be as short as 10⁻³, or all zero", |input| {
            input.scale.is_some()
                && input.tokens.values.rows().into_iter().any(|row| row.iter().all(|&x| x == 0.0))
        }),
        Promise::edge("a token or a slot may be as short as 10⁻³, or all zero", |input| {
            let short = |lane: ndarray::ArrayView1<'_, f32>| (1e-4..2e-3).contains(&lane.dot(&lane).sqrt());
            input.scale.is_some()
                && input.tokens.values.rows().into_iter().any(short)
                && input.slots.values.columns().into_iter().any(short)
        }),
        Promise::always("S is a multiple of `experts`", |input| {
            input.slots.values.ncols().is_multiple_of(input.experts())
        }),
        Promise::said("it may be called with any number of rows"),
        Promise::edge("e need not be d", |input| {
            input.matrices.values.dim().1 != input.matrices.values.dim().2
        }),
    ]
}
