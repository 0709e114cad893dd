//! What the stub of `four_bit` promises.

use judge::Promise;

use super::Input;

fn numbers(input: &Input) -> Vec<f32> {
    match input {
        Input::Encode { values, .. } => values.clone(),
        Input::Decode { scales, .. } => scales.clone(),
        Input::Exchange { ranks, .. } => ranks.concat(),
    }
}

fn encodes(input: &Input, has: impl Fn(&[f32], usize) -> bool) -> bool {
    matches!(input, Input::Encode { values, block } if has(values, *block))
}

/// Whether a value lies in the middle between two neighbours.
fn halfway(block: &[f32]) -> bool {
    let scale = block.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let mut middles = (-6..0).map(|k| 1.5 * 2_f64.powi(k)).chain([1.0 / 128.0]);
    middles.any(|middle| block.iter().any(|x| f64::from(x.abs()) == middle * f64::from(scale) && *x != 0.0))
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let size = "A value is 0 or between 10⁻³⁰ and 10³⁰ in magnitude";
    let short = "the last block may be shorter";
    vec![
        Promise::edge(short, |input| {
            encodes(input, |values, block| values.len() > block && values.len() % block > 0)
        }),
        Promise::edge(short, |input| {
            encodes(input, |values, block| !values.is_empty() && values.len() < block)
        }),
        Promise::edge("halfway between two it becomes the larger in magnitude", |input| {
            encodes(input, |values, block| values.chunks(block).any(halfway))
        }),
        Promise::edge("A block of zeros has the scale 0 and the codes 0", |input| {
            encodes(input, |values, block| values.chunks(block).any(|block| block.iter().all(|&x| x == 0.0)))
        }),
        Promise::edge("Codes follow each other without a gap where a block has an odd length", |input| {
            encodes(input, |values, block| block % 2 == 1 && values.len() > block)
        }),
        Promise::range("There are 0 to 300 values", 0.0..=300.0, |input| vec![input.count() as f64]),
        Promise::range("`block` is between 1 and 300", 1.0..=300.0, |input| vec![input.block() as f64]),
        Promise::edge(size, |input| encodes(input, |values, _| values.contains(&0.0))),
        Promise::edge(size, |input| {
            encodes(input, |values, _| values.iter().any(|x| *x == 0.0 && x.is_sign_negative()))
        }),
        Promise::range(size, -30.0..=30.0, |input| {
            numbers(input).iter().filter(|x| **x != 0.0).map(|x| f64::from(x.abs()).log10()).collect()
        }),
        Promise::always("The code 8 does not occur", |input| match input {
            Input::Decode { codes, .. } => codes.iter().all(|byte| byte % 16 != 8 && byte / 16 != 8),
            _ => true,
        }),
        Promise::said(
            "To each other rank a rank sends at most half a byte for each value and four for each block, and 16 bytes besides",
        ),
        Promise::range("There are between 1 and 6 ranks", 1.0..=6.0, |input| match input {
            Input::Exchange { ranks, .. } => vec![ranks.len() as f64],
            _ => vec![],
        }),
    ]
}
