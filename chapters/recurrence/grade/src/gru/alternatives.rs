//! Right answers to `gru` by another route.

use judge::Alternative;
use ndarray::{Array1, Axis};

use recurrence::{Gru, GruWeights};

pub(super) fn alternatives() -> Vec<Alternative<Gru>> {
    vec![
        Alternative {
            name: "unit by unit, in double precision",
            answer: |x, h, weights| {
                let GruWeights { input, hidden, input_bias, hidden_bias } = weights;
                let unit = |u: usize| {
                    let of_input = |gate: usize| {
                        let products =
                            x.iter().enumerate().map(|(k, &x)| f64::from(input[[gate, u, k]]) * f64::from(x));
                        f64::from(input_bias[[gate, u]]) + products.sum::<f64>()
                    };
                    let of_state = |gate: usize| {
                        let products = h
                            .iter()
                            .enumerate()
                            .map(|(k, &h)| f64::from(hidden[[gate, u, k]]) * f64::from(h));
                        f64::from(hidden_bias[[gate, u]]) + products.sum::<f64>()
                    };
                    // The logistic function is a tanh of half the sum.
                    let gate = |gate: usize| 0.5 * (1.0 + (0.5 * (of_input(gate) + of_state(gate))).tanh());
                    let n = (of_input(2) + gate(0) * of_state(2)).tanh();
                    (n + gate(1) * (f64::from(h[u]) - n)) as f32
                };
                (0..h.len()).map(unit).collect()
            },
        },
        Alternative {
            name: "all three products at once, and h + (1 − z) (n − h)",
            answer: |x, h, weights| {
                let d = h.len();
                let tall = |weights: ndarray::ArrayView3<'_, f32>, by: ndarray::ArrayView1<'_, f32>| {
                    let columns = by.len();
                    let matrix = weights.as_standard_layout().into_owned();
                    let matrix = matrix.into_shape_with_order((3 * d, columns)).expect("rows of all gates");
                    matrix.dot(&by).into_shape_with_order((3, d)).expect("a row for each gate")
                };
                let of_input = tall(weights.input, x) + weights.input_bias;
                let of_state = tall(weights.hidden, h) + weights.hidden_bias;
                let both = &of_input + &of_state;
                let gate = |gate: usize| both.row(gate).mapv(|x| (1.0 + (-x).exp()).recip());
                let (r, z) = (gate(0), gate(1));
                let candidate: Array1<f32> =
                    r * of_state.index_axis(Axis(0), 2) + of_input.index_axis(Axis(0), 2);
                let n = candidate.mapv(|x| 1.0 - 2.0 / (1.0 + (2.0 * x).exp()));
                (1.0 - z) * (n - h) + h
            },
        },
    ]
}
