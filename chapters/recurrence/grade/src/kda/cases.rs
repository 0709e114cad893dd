//! The cases of `kda`: those of `edits`, and what the tokens ask for.

use judge::{Case, Layout, Matrix, Random, Vector};
use ndarray::{Array1, Array2};

use crate::edits::{Input, KDA, cases as edits};

const PLAIN: Layout = Layout::Contiguous;

/// What is asked for around a level, with biases that differ.
fn decay(random: &mut Random, (n, width): (usize, usize), a_log: f64, [raw, bias]: [Layout; 2]) -> Input {
    Input::Decay {
        raw: Matrix::from(random.normals((n, width), 2.0)).laid(raw),
        a_log: a_log as f32,
        bias: Vector::from(random.normals(width, 1.5) - 1.0).laid(bias),
    }
}

/// Sums of what is asked for and biases that are given.
fn sums(
    random: &mut Random,
    (n, width): (usize, usize),
    a_log: f32,
    sum: impl Fn(usize, usize) -> f32,
) -> Input {
    let bias: Array1<f32> = random.normals(width, 1.0).mapv(|x| (8.0 * x).round() / 8.0);
    let raw = Array2::from_shape_fn((n, width), |(t, c)| sum(t, c) - bias[c]);
    Input::Decay { raw: raw.into(), a_log, bias: bias.into() }
}

fn gate(random: &mut Random, (n, width): (usize, usize), [outputs, asked]: [Layout; 2]) -> Input {
    // Each token at a level of its own.
    let mut rows = random.normals((n, width), 1.0) + 0.3;
    for mut row in rows.rows_mut() {
        row *= random.uniform(-2.5..3.0).exp() as f32;
    }
    Input::Gate {
        outputs: Matrix::from(rows).laid(outputs),
        asked: Matrix::from(random.normals((n, width), 2.0)).laid(asked),
    }
}

/// The same, with something changed.
fn gate_with(
    random: &mut Random,
    shape: (usize, usize),
    change: impl Fn(&mut Array2<f32>, &mut Array2<f32>),
) -> Input {
    let mut input = gate(random, shape, [PLAIN; 2]);
    if let Input::Gate { outputs, asked } = &mut input {
        change(&mut outputs.values, &mut asked.values);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = edits::cases::<KDA>();
    cases.extend(decays());
    cases.extend(gates());
    cases
}

fn decays() -> Vec<Case<Input>> {
    vec![
        Case { name: "decay, three tokens", make: |random| decay(random, (3, 4), 1.3, [PLAIN; 2]) },
        Case { name: "decay, a small A", make: |random| decay(random, (5, 3), -0.8, [PLAIN; 2]) },
        Case { name: "decay, a square", make: |random| decay(random, (4, 4), 0.6, [PLAIN; 2]) },
        Case { name: "decay, A of 1", make: |random| decay(random, (4, 5), 0.0, [PLAIN; 2]) },
        Case { name: "decay, one token, one channel", make: |random| decay(random, (1, 1), 0.9, [PLAIN; 2]) },
        Case { name: "decay, 260 channels", make: |random| decay(random, (2, 260), 1.7, [PLAIN; 2]) },
        Case { name: "decay, 260 tokens", make: |random| decay(random, (260, 2), 1.2, [PLAIN; 2]) },
        Case { name: "decay, the largest A", make: |random| decay(random, (4, 3), 3.0, [PLAIN; 2]) },
        Case { name: "decay, the smallest A", make: |random| decay(random, (4, 3), -5.0, [PLAIN; 2]) },
        Case {
            name: "decay, sums of 1000 and -1000",
            make: |random| sums(random, (4, 3), 0.4, |t, c| [1000.0, -1000.0, 0.5, 995.0][(t + c) % 4]),
        },
        Case {
            name: "decay, sums near 90",
            make: |random| sums(random, (5, 2), -1.2, |t, c| 86.0 + 1.5 * (t + c) as f32),
        },
        Case {
            name: "decay, sums near -17",
            make: |random| sums(random, (4, 3), 2.6, |t, c| -17.0 - 0.4 * (t + c) as f32),
        },
        Case {
            name: "decay, sums near -12",
            make: |random| sums(random, (4, 3), 1.1, |t, c| -12.0 - 0.3 * (2 * t + c) as f32),
        },
        Case {
            name: "decay, sums from -5 to 5",
            make: |random| sums(random, (11, 2), 0.7, |t, c| t as f32 - 5.0 + 0.25 * c as f32),
        },
        Case {
            name: "decay, transposed views",
            make: |random| decay(random, (4, 6), 1.1, [Layout::Transposed; 2]),
        },
        Case {
            name: "decay, strided views",
            make: |random| decay(random, (5, 3), 0.8, [Layout::Strided; 2]),
        },
    ]
}

fn gates() -> Vec<Case<Input>> {
    vec![
        Case { name: "gate, three tokens", make: |random| gate(random, (3, 4), [PLAIN; 2]) },
        Case { name: "gate, a square", make: |random| gate(random, (5, 5), [PLAIN; 2]) },
        Case { name: "gate, one token", make: |random| gate(random, (1, 6), [PLAIN; 2]) },
        Case { name: "gate, one channel", make: |random| gate(random, (6, 1), [PLAIN; 2]) },
        Case { name: "gate, 260 channels", make: |random| gate(random, (2, 260), [PLAIN; 2]) },
        Case { name: "gate, 260 tokens", make: |random| gate(random, (260, 2), [PLAIN; 2]) },
        Case {
            name: "gate, a token whose outputs are 0",
            make: |random| gate_with(random, (4, 3), |outputs, _| outputs.row_mut(1).fill(0.0)),
        },
        Case {
            name: "gate, outputs so small that the 10⁻⁵ counts",
            make: |random| {
                gate_with(random, (5, 3), |outputs, _| {
                    for (t, mut row) in outputs.rows_mut().into_iter().enumerate() {
                        let root = (row.dot(&row) / 3.0).sqrt();
                        row *= [2e-3, 1e-2, 3e-4, 0.05, 4e-3][t] / root;
                    }
                })
            },
        },
        Case {
            name: "gate, outputs of 1000 and -1000, and gates of both signs as large",
            make: |random| {
                gate_with(random, (4, 6), |outputs, asked| {
                    outputs.mapv_inplace(|x| x.signum() * (900.0 + 9.0 * x.abs().min(10.0)));
                    (outputs[[0, 1]], outputs[[2, 3]]) = (1000.0, -1000.0);
                    for ((t, j), asked) in asked.indexed_iter_mut() {
                        *asked = [1000.0, -1000.0, 90.0, -90.0, 0.5][(2 * t + j) % 5];
                    }
                })
            },
        },
        Case {
            name: "gate, outputs with a mean far from 0",
            make: |random| {
                gate_with(random, (4, 5), |outputs, _| outputs.mapv_inplace(|x| 40.0 + x.clamp(-9.0, 9.0)))
            },
        },
        Case { name: "gate, transposed views", make: |random| gate(random, (4, 6), [Layout::Transposed; 2]) },
        Case { name: "gate, strided views", make: |random| gate(random, (5, 3), [Layout::Strided; 2]) },
        Case {
            name: "gate, transposed outputs alone",
            make: |random| gate(random, (3, 5), [Layout::Transposed, PLAIN]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let which = random.whole(0..=3);
    let [n, width] = random.distinct(2..=8);
    let mut layout = || [PLAIN, Layout::Transposed, Layout::Strided][random.whole(0..=2)];
    let layouts = [layout(), layout()];
    match which {
        0 => {
            let a_log = random.uniform(-2.0..2.8);
            decay(random, (n, width), a_log, layouts)
        }
        1 => gate(random, (n, width), layouts),
        _ => edits::fresh::<KDA>(random),
    }
}
