//! What the stub of `gru` promises.

use judge::{Cube, Matrix, Promise, Vector};
use ndarray::Axis;

use super::Input;

/// The sums inside the gates, both parts of each, and that inside the tanh.
fn sums(input: &Input) -> Vec<f64> {
    let [x, h] = [&input.x, &input.h].map(Vector::double);
    let [of_input, hidden] = [&input.input, &input.hidden].map(Cube::double);
    let [input_bias, hidden_bias] = [&input.input_bias, &input.hidden_bias].map(Matrix::double);
    let parts = |gate: usize| {
        let of_input = of_input.index_axis(Axis(0), gate).dot(&x) + input_bias.row(gate);
        (of_input, hidden.index_axis(Axis(0), gate).dot(&h) + hidden_bias.row(gate))
    };
    let sum = |gate: usize| {
        let (of_input, of_state) = parts(gate);
        of_input + of_state
    };
    let r = sum(0).mapv(|x| 1.0 / (1.0 + (-x).exp()));
    let (of_input, of_state) = parts(2);
    let new = of_input + r * of_state;
    [sum(0), sum(1), new].iter().flat_map(|sum| sum.to_vec()).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("d and e are at least 1", 1, |input| vec![input.h.values.len(), input.x.values.len()]),
        Promise::layouts("The views may be transposed or strided", |input| {
            let biases = [input.input_bias.layout, input.hidden_bias.layout];
            [input.x.layout, input.h.layout, input.input.layout, input.hidden.layout]
                .into_iter()
                .chain(biases)
                .collect()
        }),
        Promise::range("What σ and tanh are taken of lies within ±1000", -1e3..=1e3, sums),
    ]
}
