//! What the stub of `mla` promises.

use judge::Promise;

use super::Input;
use crate::levels;

/// Whether some, but not all, hidden states have such a mean of squares.
fn some_hidden(input: &Input, has: fn(f32) -> bool) -> bool {
    let rows = input.hidden.values.rows();
    let of_rows: Vec<bool> = rows.into_iter().map(|row| has(row.dot(&row) / row.len() as f32)).collect();
    of_rows.contains(&true) && of_rows.contains(&false)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("All sizes are at least 1, d_r is even", 1, |input| {
            let (tokens, width) = input.hidden.values.dim();
            let ((latent, heads, nope), value) = (input.w_uk.values.dim(), input.w_uv.values.dim().2);
            vec![tokens, width, latent, heads, nope, value]
        }),
        Promise::always("d_r is even", |input| {
            let rope = input.q_rope.values.ncols();
            rope > 0 && rope.is_multiple_of(2)
        }),
        Promise::edge("d_r is even", |input| input.q_rope.values.ncols() == 2),
        Promise::layouts("every view here and below may be transposed or strided", |input| {
            let matrices = [&input.hidden, &input.w_dkv, &input.w_kr, &input.q_nope, &input.absorbed];
            let others = [&input.q_rope, &input.latents, &input.keys_rope, &input.mixed];
            let cubes = [input.w_uk.layout, input.w_uv.layout];
            matrices.into_iter().chain(others).map(|matrix| matrix.layout).chain(cubes).collect()
        }),
        Promise::edge("A row of `hidden` may be tiny", |input| some_hidden(input, |x| x > 0.0 && x < 2e-6)),
        Promise::edge("A row of `hidden` may be tiny, or zero", |input| some_hidden(input, |x| x == 0.0)),
        Promise::edge("The first row of `hidden` stands at position `first`", |input| input.first == 0),
        Promise::edge("The first row of `hidden` stands at position `first`", |input| input.first > 0),
        Promise::edge("a tiny one shorter than the others", |input| {
            let lengths: Vec<f32> =
                input.latents.values.rows().into_iter().map(|row| row.dot(&row)).collect();
            let longest = lengths.iter().copied().fold(0.0, f32::max);
            lengths.iter().any(|&length| length < 0.5 * longest)
        }),
        Promise::range("Scores can be as large as ±1,000", -1e3..=1e3, |input| {
            (0..input.absorbed.values.nrows()).flat_map(|h| input.scores(h)).collect()
        }),
        Promise::range("all those of a head within 60 of each other", 0.0..=60.0, |input| {
            (0..input.absorbed.values.nrows()).map(|h| levels::spread(&input.scores(h))).collect()
        }),
    ]
}
