//! What the stub of `engram` promises.

use judge::{Layout, Promise};
use ndarray::Axis;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn products(input: &Input) -> Vec<f64> {
        let tokens = input.ids.iter().chain([&input.hash.pad]);
        let product = |&id: &u32| input.hash.multipliers.iter().map(move |&m| f64::from(id) * m as f64);
        tokens.flat_map(product).collect()
    }
    fn logits(input: &Input) -> impl Iterator<Item = f64> {
        (0..input.ids.len()).map(|t| input.logit(t))
    }
    fn tiny(input: &Input, size: std::ops::Range<f64>) -> bool {
        [1.0, -1.0].iter().all(|sign| logits(input).any(|z| size.contains(&(sign * z))))
    }
    fn tokens(input: &Input) -> usize {
        input.ids.len()
    }
    /// Whether what is divided by a root is so small in some row that epsilon matters, and no row is all zero: what divides by 0
    /// without it is then a finite number.
    fn small(matrix: &judge::Matrix, epsilon: f32) -> bool {
        let rows = || matrix.values.rows().into_iter().map(|row| row.dot(&row) / row.len() as f32);
        rows().any(|mean| mean < epsilon) && rows().all(|mean| mean > 0.0)
    }
    fn zero(matrix: &judge::Matrix) -> bool {
        matrix.values.axis_iter(Axis(0)).any(|row| row.iter().all(|&x| x == 0.0))
    }
    vec![
        Promise::range("a product is always below 2⁶³", 0.0..=2_f64.powi(63), products),
        Promise::edge("Tokens are any u32", |input| input.ids.iter().any(|&id| id > 4_000_000_000)),
        Promise::edge("T may be 0; every order", |input| tokens(input) == 0),
        Promise::edge("T may be 0; every order", |input| tokens(input) > 256),
        Promise::edge("every order has at least one head, and N ≥ 2", |input| {
            input.hash.primes.iter().any(|heads| heads.len() == 1)
        }),
        Promise::edge("every order has at least one head, and N ≥ 2", |input| {
            input.hash.multipliers.len() == 2
        }),
        Promise::layouts("any view may be transposed or strided", |input| {
            vec![input.slots_layout(), input.table.layout]
        }),
        Promise::edge("All tables lie one below the other in one", |input| {
            input.hash.primes.iter().flatten().sum::<u64>() > 1 << 32
        }),
        Promise::edge("w is at least 1", |input| input.table.values.ncols() == 1),
        Promise::range("and at most 30", -30.0..=30.0, |input| logits(input).collect()),
        Promise::edge("|z| is 0, or at least 10⁻⁸", |input| logits(input).any(|z| z == 0.0)),
        Promise::edge("|z| is 0, or at least 10⁻⁸", |input| tiny(input, 9e-9..3e-8)),
        Promise::edge("|z| is 0, or at least 10⁻⁸", |input| tiny(input, 5e-7..5e-6)),
        Promise::always("|z| is 0, or at least 10⁻⁸", |input| {
            logits(input).all(|z| z == 0.0 || z.abs() > 9e-9)
        }),
        Promise::always("where it is below 10⁻³ only one of the products in its sum is not 0", |input| {
            (0..input.ids.len()).filter(|&t| input.logit(t).abs() < 1e-3).all(|t| {
                let product = &input.hidden.values.row(t) * &input.keys.values.row(t);
                product.iter().filter(|&&x| x != 0.0).count() < 2
            })
        }),
        Promise::edge("some rows are so small that `epsilon` matters", |input| {
            [&input.hidden, &input.keys, &input.values].iter().all(|matrix| small(matrix, input.epsilon))
        }),
        Promise::edge("a row may be all zero", |input| zero(&input.keys)),
        Promise::edge("a row may be all zero", |input| zero(&input.values)),
        Promise::edge("d is at least 1, some rows", |input| input.hidden.values.ncols() == 1),
        Promise::layouts("any view may be transposed or strided", |input| -> Vec<Layout> {
            let matrices = [&input.hidden, &input.keys, &input.values, &input.taps].map(|m| m.layout);
            matrices.into_iter().chain([input.gain.layout, input.conv_gain.layout]).collect()
        }),
        Promise::sizes("K and `dilation` are at least 1", 1, |input| {
            vec![input.taps.values.nrows(), input.dilation]
        }),
        Promise::edge("T may be 0, K and", |input| tokens(input) == 0),
        Promise::range("What goes into SiLU lies within ±1000", -1e3..=1e3, |input| {
            input.convolution().into_iter().collect()
        }),
    ]
}
