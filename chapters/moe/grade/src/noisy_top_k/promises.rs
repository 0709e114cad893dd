//! What the stub of `noisy_top_k` promises.

use judge::{Layout, Matrix, Promise};

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    const SIZES: &str = "E is at least 1, k from 1 to E; there may be no token";
    const RANGES: &str = "Clean logits and raw scales can be as large as ±1,000";
    const EQUAL: &str = "Among equal entries of H those with the lower index come first";
    const APART: &str = "entries of a token that are not equal lie at least 0.01 apart";
    fn numbers(matrix: &Matrix) -> Vec<f64> {
        matrix.values.iter().map(|&x| f64::from(x)).collect()
    }
    fn layouts(input: &Input) -> Vec<Layout> {
        [&input.clean, &input.raw, &input.noise].map(|matrix| matrix.layout).to_vec()
    }
    vec![
        Promise::always(SIZES, |input| (1..=input.clean.values.ncols()).contains(&input.k)),
        Promise::edge(SIZES, |input| input.clean.values.ncols() == 1),
        Promise::edge(SIZES, |input| input.k == 1 && input.clean.values.ncols() > 1),
        Promise::edge(SIZES, |input| input.clean.values.nrows() > 256),
        Promise::edge(SIZES, |input| input.clean.values.ncols() > 256),
        Promise::edge(SIZES, |input| input.clean.values.nrows() == 0),
        Promise::edge(SIZES, |input| input.k > 1 && input.k == input.clean.values.ncols()),
        Promise::layouts("The views may be transposed or strided", layouts),
        Promise::range(RANGES, -1000.0..=1000.0, |input| numbers(&input.clean)),
        Promise::range(RANGES, -1000.0..=1000.0, |input| numbers(&input.raw)),
        // Raw scales at both ends, and noise that is no smaller for it.
        Promise::edge("`noise` are the samples of the standard normal distribution themselves", |input| {
            let at = |end: f32| {
                let pairs = input.raw.values.iter().zip(&input.noise.values);
                pairs.filter(|&(&raw, _)| raw == end).any(|(_, noise)| noise.abs() > 0.5)
            };
            at(1000.0) && at(-1000.0)
        }),
        Promise::edge(EQUAL, |input| input.clean.values.ncols() > 20 && input.gaps().contains(&0.0)),
        Promise::always(APART, |input| input.gaps().iter().all(|&gap| gap == 0.0 || gap >= 0.01)),
        Promise::edge(APART, |input| input.gaps().iter().any(|&gap| gap > 0.0 && gap < 0.011)),
        Promise::always("(No clean logit is −0.0.)", |input| {
            input.clean.values.iter().all(|clean| clean.to_bits() != (-0.0_f32).to_bits())
        }),
    ]
}
