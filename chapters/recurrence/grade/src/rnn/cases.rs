//! The cases of `rnn`.

use judge::{Case, Layout, Matrix, Random, Vector};
use ndarray::{Array1, Array2};

use super::{Changes, Forward, Input};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = of_states();
    cases.extend(at_the_ends());
    cases.extend(of_changes());
    cases.extend(of_layouts());
    cases
}

/// Normal numbers: steps, units, inputs; sums of about the size of `level`.
fn forward(random: &mut Random, [steps, units, width]: [usize; 3], level: f64) -> Input {
    let (of_units, of_inputs) = ((units as f64).sqrt(), (width as f64).sqrt());
    Input::Forward(Forward {
        inputs: random.normals((steps, width), 1.0).into(),
        start: random.normals(units, 0.7).into(),
        hidden: random.normals((units, units), 1.1 * level / of_units).into(),
        input: random.normals((units, width), 0.9 * level / of_inputs).into(),
        bias: random.normals(units, 0.6 * level).into(),
    })
}

/// States between −0.95 and 0.95, and normal weights by which a change neither grows nor shrinks very fast.
fn changes(random: &mut Random, [steps, units]: [usize; 2]) -> Input {
    let states = Array2::from_shape_simple_fn((steps, units), || random.uniform(-0.95..0.95) as f32);
    let hidden = random.normals((units, units), 1.3 / (units as f64).sqrt());
    Input::Jacobian(Changes { states: states.into(), hidden: hidden.into() })
}

/// The reflection that a random vector gives: an orthogonal matrix.
pub(super) fn reflection(random: &mut Random, units: usize) -> Array2<f32> {
    let v: Array1<f64> = random.normals(units, 1.0).mapv(f64::from);
    let square = v.dot(&v).max(1e-9);
    Array2::from_shape_fn((units, units), |(i, j)| {
        (f64::from(u8::from(i == j)) - 2.0 * v[i] * v[j] / square) as f32
    })
}

/// The same where each state lies within ± `most`, and with other weights.
fn around(random: &mut Random, steps: usize, most: f64, hidden: Array2<f32>) -> Input {
    let shape = (steps, hidden.nrows());
    let states = Array2::from_shape_simple_fn(shape, || random.uniform(-most..most) as f32);
    Input::Jacobian(Changes { states: states.into(), hidden: hidden.into() })
}

fn laid(mut input: Input, layouts: [Layout; 3]) -> Input {
    let [first, second, third] = layouts;
    let set = |matrix: &mut Matrix, layout| matrix.layout = layout;
    let set_vector = |vector: &mut Vector, layout| vector.layout = layout;
    match &mut input {
        Input::Forward(Forward { inputs, start, hidden, input, bias }) => {
            set(inputs, first);
            set(hidden, second);
            set(input, third);
            set_vector(start, second);
            set_vector(bias, third);
        }
        Input::Jacobian(Changes { states, hidden }) => {
            set(states, first);
            set(hidden, second);
        }
    }
    input
}

fn of_states() -> Vec<Case<Input>> {
    vec![
        Case { name: "one step of two units", make: |random| forward(random, [1, 2, 1], 1.0) },
        Case { name: "three steps of two units", make: |random| forward(random, [3, 2, 3], 1.0) },
        Case { name: "four steps of three units", make: |random| forward(random, [4, 3, 2], 1.0) },
        Case { name: "one unit, one input", make: |random| forward(random, [5, 1, 1], 1.0) },
        Case { name: "one unit, four inputs", make: |random| forward(random, [3, 1, 4], 1.0) },
        Case { name: "as many inputs as units", make: |random| forward(random, [5, 3, 3], 1.0) },
        Case { name: "all sizes equal", make: |random| forward(random, [4, 4, 4], 1.0) },
        Case { name: "no step", make: |random| forward(random, [0, 3, 2], 1.0) },
        Case { name: "no step, as many inputs as units", make: |random| forward(random, [0, 2, 2], 1.0) },
        Case {
            name: "it begins with zeros",
            make: |random| {
                let mut input = forward(random, [4, 3, 2], 1.0);
                if let Input::Forward(forward) = &mut input {
                    forward.start.values.fill(0.0);
                }
                input
            },
        },
        Case { name: "260 steps", make: |random| forward(random, [260, 2, 1], 0.6) },
        Case { name: "260 inputs", make: |random| forward(random, [3, 3, 260], 1.0) },
        Case { name: "70 units", make: |random| forward(random, [2, 70, 1], 1.0) },
    ]
}

/// Weights that hardly count, and inputs that go to ± `most`, one for each unit and step in turn.
fn driven(random: &mut Random, most: f64, units: usize) -> Input {
    let levels = [1.0, -1.0, 0.001, 0.06, -0.05, -1.0, 0.002, 0.12, 1.0, -0.12, -0.001];
    let inputs = Array2::from_shape_fn((levels.len(), 1), |(t, _)| (most * levels[t]) as f32);
    let mut small = |shape| Array2::from_shape_simple_fn(shape, || random.uniform(-0.1..0.1) as f32);
    Input::Forward(Forward {
        inputs: inputs.into(),
        start: small((1, units)).remove_axis(ndarray::Axis(0)).into(),
        hidden: small((units, units)).into(),
        input: Array2::from_shape_fn((units, 1), |(i, _)| [1.0, -1.0, 0.5][i % 3]).into(),
        bias: small((1, units)).remove_axis(ndarray::Axis(0)).into(),
    })
}

fn at_the_ends() -> Vec<Case<Input>> {
    vec![
        Case { name: "sums of 1000 and of −1000", make: |random| driven(random, 999.5, 3) },
        Case { name: "sums of 100 and of −100", make: |random| driven(random, 99.5, 2) },
        Case { name: "sums of 30", make: |random| forward(random, [6, 3, 2], 15.0) },
        Case {
            name: "a start far from zero",
            make: |random| {
                let mut input = forward(random, [3, 3, 2], 0.5);
                if let Input::Forward(forward) = &mut input {
                    forward.start.values *= 9.0;
                }
                input
            },
        },
    ]
}

fn of_changes() -> Vec<Case<Input>> {
    vec![
        Case { name: "jacobian, one step", make: |random| changes(random, [1, 2]) },
        Case { name: "jacobian, two steps", make: |random| changes(random, [2, 2]) },
        Case { name: "jacobian, four steps", make: |random| changes(random, [4, 3]) },
        Case { name: "jacobian, one unit", make: |random| changes(random, [3, 1]) },
        Case { name: "jacobian, as many steps as units", make: |random| changes(random, [4, 4]) },
        Case { name: "jacobian, no step", make: |random| changes(random, [0, 3]) },
        Case {
            name: "jacobian, units at the ends",
            make: |random| {
                let mut input = changes(random, [3, 4]);
                if let Input::Jacobian(changes) = &mut input {
                    let states = &mut changes.states.values;
                    (states[[0, 1]], states[[1, 2]], states[[2, 0]]) = (1.0, -1.0, -1.0);
                }
                input
            },
        },
        Case {
            name: "jacobian, all units at the ends",
            make: |random| {
                let mut input = changes(random, [2, 3]);
                if let Input::Jacobian(changes) = &mut input {
                    changes.states.values.mapv_inplace(f32::signum);
                }
                input
            },
        },
        Case {
            name: "jacobian, states of 0",
            make: |random| {
                let hidden = random.normals((3, 3), 0.8);
                let states = Array2::zeros((5, 3));
                Input::Jacobian(Changes { states: states.into(), hidden: hidden.into() })
            },
        },
        Case {
            name: "jacobian, it grows",
            make: |random| {
                let hidden = 1.8 * reflection(random, 4);
                around(random, 20, 0.4, hidden)
            },
        },
        Case {
            name: "jacobian, it grows before it decays",
            make: |random| {
                let mut hidden = Array2::from_diag_elem(2, 0.9);
                hidden[[0, 1]] = 5.0;
                around(random, 12, 0.1, hidden)
            },
        },
        Case {
            name: "jacobian, 260 steps",
            make: |random| {
                let hidden = reflection(random, 2);
                around(random, 260, 0.1, hidden)
            },
        },
        Case { name: "jacobian, 66 units", make: |random| changes(random, [2, 66]) },
    ]
}

fn of_layouts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case {
            name: "transposed views",
            make: |random| laid(forward(random, [4, 3, 2], 1.0), [Transposed; 3]),
        },
        Case { name: "strided views", make: |random| laid(forward(random, [3, 2, 4], 1.0), [Strided; 3]) },
        Case {
            name: "only the inputs transposed",
            make: |random| laid(forward(random, [4, 3, 5], 1.0), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "only W transposed",
            make: |random| laid(forward(random, [3, 4, 2], 1.0), [Contiguous, Transposed, Contiguous]),
        },
        Case {
            name: "only U transposed, the bias reversed",
            make: |random| {
                let mut input = laid(forward(random, [3, 3, 4], 1.0), [Contiguous, Contiguous, Transposed]);
                if let Input::Forward(forward) = &mut input {
                    forward.bias.layout = Reversed;
                }
                input
            },
        },
        Case {
            name: "jacobian, transposed views",
            make: |random| laid(changes(random, [3, 3]), [Transposed; 3]),
        },
        Case { name: "jacobian, strided views", make: |random| laid(changes(random, [4, 2]), [Strided; 3]) },
        Case {
            name: "jacobian, only the states transposed",
            make: |random| laid(changes(random, [4, 3]), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "jacobian, only W transposed",
            make: |random| laid(changes(random, [3, 4]), [Contiguous, Transposed, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [steps, units, width] = random.distinct(1..=6);
    let layouts = [Layout::any(random), Layout::any(random), Layout::any(random)];
    let level = random.uniform(0.5..2.0);
    let input = if random.chance(0.5) {
        forward(random, [steps, units, width], level)
    } else {
        changes(random, [steps, units])
    };
    laid(input, layouts)
}
