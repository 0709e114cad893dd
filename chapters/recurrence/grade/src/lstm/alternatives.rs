//! Right answers to `lstm` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, Axis, s};

use recurrence::{Lstm, LstmState, LstmWeights};

/// The four sums as one product with a matrix of (4d, e + d).
fn sums(x: ArrayView1<'_, f32>, h: ArrayView1<'_, f32>, weights: LstmWeights<'_>) -> Array2<f64> {
    let (d, e) = (h.len(), x.len());
    let tall = Array2::from_shape_fn((4 * d, e + d), |(row, k)| {
        let (gate, unit) = (row / d, row % d);
        f64::from(if k < e { weights.input[[gate, unit, k]] } else { weights.hidden[[gate, unit, k - e]] })
    });
    let both: Array1<f64> = x.iter().chain(h).map(|&x| f64::from(x)).collect();
    let sums = tall.dot(&both).into_shape_with_order((4, d)).expect("a row for each gate and unit");
    sums + weights.bias.mapv(f64::from)
}

fn sigmoid(x: f64) -> f64 {
    0.5 + 0.5 * (0.5 * x).tanh()
}

pub(super) fn alternatives() -> Vec<Alternative<Lstm>> {
    vec![
        Alternative {
            name: "one product for all gates, and changes of one number after the other, in double precision",
            answer: Lstm {
                step: |x, state, weights| {
                    let sums = sums(x, state.h.view(), weights);
                    let cell = |u: usize| {
                        sigmoid(sums[[1, u]]) * f64::from(state.c[u])
                            + sigmoid(sums[[0, u]]) * sums[[2, u]].tanh()
                    };
                    let units = 0..state.h.len();
                    LstmState {
                        h: units.clone().map(|u| (sigmoid(sums[[3, u]]) * cell(u).tanh()) as f32).collect(),
                        c: units.map(|u| cell(u) as f32).collect(),
                    }
                },
                jacobian: |x, state, weights| {
                    let d = state.h.len();
                    let sums = sums(x, state.h.view(), weights);
                    Array2::from_shape_fn((2 * d, 2 * d), |(r, k)| {
                        let u = r % d;
                        let change = |gate: usize| {
                            if k < d { f64::from(weights.hidden[[gate, u, k]]) } else { 0.0 }
                        };
                        let [i, f, o] = [0, 1, 3].map(|gate| sigmoid(sums[[gate, u]]));
                        let g = sums[[2, u]].tanh();
                        let [di, df, dout] =
                            [(0, i), (1, f), (3, o)].map(|(gate, y)| y * (1.0 - y) * change(gate));
                        let dg = (1.0 - g * g) * change(2);
                        let c = f64::from(state.c[u]);
                        let own = if k == d + u { f } else { 0.0 };
                        let dc = df * c + own + di * g + i * dg;
                        let squashed = (f * c + i * g).tanh();
                        (if r < d { dout * squashed + o * (1.0 - squashed * squashed) * dc } else { dc })
                            as f32
                    })
                },
            },
        },
        Alternative {
            name: "block by block into an array of zeros",
            answer: Lstm {
                step: |x, LstmState { h, c }, LstmWeights { input, hidden, bias }| {
                    let sum = |gate: usize| {
                        let [u, w] = [input, hidden].map(|weights| weights.index_axis_move(Axis(0), gate));
                        u.dot(&x) + w.dot(h) + bias.row(gate)
                    };
                    let logistic = |sum: Array1<f32>| {
                        sum.mapv(
                            |x| if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) },
                        )
                    };
                    let mut cell = logistic(sum(1));
                    cell *= c;
                    cell += &(logistic(sum(0)) * sum(2).tanh());
                    LstmState { h: cell.tanh() * logistic(sum(3)), c: cell }
                },
                jacobian: |x, LstmState { h, c }, LstmWeights { input, hidden, bias }| {
                    let d = h.len();
                    let sum = |gate: usize| {
                        let [u, w] = [input, hidden].map(|weights| weights.index_axis_move(Axis(0), gate));
                        u.dot(&x) + w.dot(h) + bias.row(gate)
                    };
                    let [i, f, o] = [0, 1, 3].map(|gate| sum(gate).mapv(|x| 1.0 / (1.0 + (-x).exp())));
                    let g = sum(2).tanh();
                    let squashed = (&f * c + &i * &g).tanh();
                    let mut whole = Array2::zeros((2 * d, 2 * d));
                    for u in 0..d {
                        let slope = o[u] * (1.0 - squashed[u] * squashed[u]);
                        whole[[d + u, d + u]] = f[u];
                        whole[[u, d + u]] = f[u] * slope;
                        let rows = [0, 1, 2, 3].map(|gate| hidden.slice(s![gate, u, ..]));
                        for k in 0..d {
                            let [of_i, of_f, of_g, of_o] = rows.map(|row| row[k]);
                            let change = of_i * i[u] * (1.0 - i[u]) * g[u]
                                + of_f * f[u] * (1.0 - f[u]) * c[u]
                                + of_g * (1.0 - g[u] * g[u]) * i[u];
                            whole[[d + u, k]] = change;
                            whole[[u, k]] = change * slope + of_o * o[u] * (1.0 - o[u]) * squashed[u];
                        }
                    }
                    whole
                },
            },
        },
    ]
}
