//! Right answers to `rnn` by another route.

use judge::Alternative;
use ndarray::{Array2, Axis};

use recurrence::{Rnn, RnnWeights};

pub(super) fn alternatives() -> Vec<Alternative<Rnn>> {
    vec![
        Alternative {
            name: "loops, in double precision, and a change of one unit after the other",
            answer: Rnn {
                forward: |inputs, start, RnnWeights { hidden, input, bias }| {
                    let mut state: Vec<f64> = start.iter().map(|&x| x.into()).collect();
                    let mut states = Array2::zeros((inputs.nrows(), start.len()));
                    for t in 0..inputs.nrows() {
                        let mut next = Vec::new();
                        for i in 0..start.len() {
                            let mut sum = f64::from(bias[i]);
                            for (j, h) in state.iter().enumerate() {
                                sum += f64::from(hidden[[i, j]]) * h;
                            }
                            for j in 0..inputs.ncols() {
                                sum += f64::from(input[[i, j]]) * f64::from(inputs[[t, j]]);
                            }
                            next.push(1.0 - 2.0 / (1.0 + (2.0 * sum).exp()));
                            states[[t, i]] = next[i] as f32;
                        }
                        state = next;
                    }
                    states
                },
                jacobian: |states, hidden| {
                    let units = hidden.nrows();
                    let mut jacobian = Array2::zeros((units, units));
                    for unit in 0..units {
                        let mut change = vec![0.0_f64; units];
                        change[unit] = 1.0;
                        for state in states.rows() {
                            let next = |i: usize| {
                                let sum: f64 =
                                    (0..units).map(|j| f64::from(hidden[[i, j]]) * change[j]).sum();
                                let h = f64::from(state[i]);
                                (1.0 - h) * (1.0 + h) * sum
                            };
                            change = (0..units).map(next).collect();
                        }
                        for i in 0..units {
                            jacobian[[i, unit]] = change[i] as f32;
                        }
                    }
                    jacobian
                },
            },
        },
        Alternative {
            name: "all products with inputs at once, and the Jacobian from the last step back",
            answer: Rnn {
                forward: |inputs, start, RnnWeights { hidden, input, bias }| {
                    let mut states = inputs.dot(&input.t()) + bias;
                    let mut state = start.insert_axis(Axis(0)).to_owned();
                    for mut row in states.rows_mut() {
                        row += &state.dot(&hidden.t()).row(0);
                        row.mapv_inplace(f32::tanh);
                        state.row_mut(0).assign(&row);
                    }
                    states
                },
                jacobian: |states, hidden| {
                    states.rows().into_iter().rev().fold(Array2::eye(hidden.nrows()), |later, state| {
                        // Columns of what comes later, each times the slope of its unit.
                        (later * state.mapv(|h| 1.0 - h * h)).dot(&hidden)
                    })
                },
            },
        },
    ]
}
