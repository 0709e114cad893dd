//! What the stub of `dispatch` promises.

use judge::{Layout, Promise};

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn unchosen(input: &Input) -> impl Iterator<Item = usize> {
        (0..input.count()).filter(|expert| !input.experts.iter().any(|chosen| chosen == expert))
    }
    vec![
        Promise::sizes("T, d, k and E are at least 1", 1, |input| {
            let ((t, k), (experts, width, _)) = (input.choices(), input.weights.values.dim());
            vec![t, width, k, experts]
        }),
        Promise::edge("T, d, k and E are at least 1", |input| input.count() > 256),
        Promise::always("k is at most E", |input| input.choices().1 <= input.count()),
        Promise::edge("k is at most E", |input| input.choices().1 == input.count()),
        Promise::layouts("`tokens` and `experts` may be transposed or strided", |input| {
            vec![input.tokens.layout, input.experts_layout]
        }),
        // First, last, in the middle, and several beside each other.
        Promise::edge("An expert may have no rows", |input| unchosen(input).any(|expert| expert == 0)),
        Promise::edge("An expert may have no rows", |input| {
            unchosen(input).any(|expert| expert + 1 == input.count())
        }),
        Promise::edge("An expert may have no rows", |input| {
            let unchosen: Vec<usize> = unchosen(input).collect();
            unchosen
                .windows(2)
                .any(|pair| pair[0] > 0 && pair[1] == pair[0] + 1 && pair[1] + 1 < input.count())
        }),
        Promise::always("There is at least one row", |input| !input.experts.is_empty()),
        Promise::layouts("`weights` may be transposed or strided", |input| vec![input.weights.layout]),
        Promise::edge("need not sum to 1", |input| {
            input.gates.values.rows().into_iter().any(|gates| (gates.sum() - 1.0).abs() > 0.1)
        }),
        Promise::edge("A gate may be 0, or negative", |input| {
            input.gates.values.iter().any(|&gate| gate == 0.0)
        }),
        Promise::edge("A gate may be 0, or negative", |input| {
            input.gates.values.iter().any(|&gate| gate < 0.0)
        }),
        Promise::sizes("T, k and h are at least 1", 1, |input| {
            let ((t, k), (_, _, columns)) = (input.choices(), input.weights.values.dim());
            vec![t, k, columns]
        }),
        Promise::layouts("`outputs` and `gates` may be transposed or strided", |input| -> Vec<Layout> {
            vec![input.outputs, input.gates.layout]
        }),
    ]
}
