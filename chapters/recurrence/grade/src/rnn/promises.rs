//! What the stub of `rnn` promises.

use judge::{Layout, Matrix, Promise, Vector};

use super::{Changes, Forward, Input};

/// The sums inside every tanh, in double precision.
fn sums(input: &Input) -> Vec<f64> {
    let Input::Forward(Forward { inputs, start, hidden, input, bias }) = input else { return Vec::new() };
    let [inputs, hidden, input] = [inputs, hidden, input].map(Matrix::double);
    let [mut state, bias] = [start, bias].map(Vector::double);
    let mut sums = Vec::new();
    for x in inputs.rows() {
        let sum = hidden.dot(&state) + input.dot(&x) + &bias;
        sums.extend(&sum);
        state = sum.tanh();
    }
    sums
}

fn states(input: &Input) -> Vec<f64> {
    match input {
        Input::Forward(_) => Vec::new(),
        Input::Jacobian(Changes { states, .. }) => states.double().iter().copied().collect(),
    }
}

fn layouts_of_forward(input: &Input) -> Vec<Layout> {
    match input {
        Input::Forward(Forward { inputs, start, hidden, input, bias }) => {
            vec![inputs.layout, hidden.layout, input.layout, start.layout, bias.layout]
        }
        Input::Jacobian(_) => Vec::new(),
    }
}

fn layouts_of_jacobian(input: &Input) -> Vec<Layout> {
    match input {
        Input::Forward(_) => Vec::new(),
        Input::Jacobian(Changes { states, hidden }) => vec![states.layout, hidden.layout],
    }
}

fn sizes(input: &Input) -> Vec<usize> {
    match input {
        Input::Forward(Forward { inputs, start, .. }) => vec![start.values.len(), inputs.values.ncols()],
        Input::Jacobian(_) => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let views = "The views may be transposed or strided";
    vec![
        Promise::edge(
            "T may be 0; d and e are at least 1",
            |input| matches!(input, Input::Forward(forward) if forward.inputs.values.nrows() == 0),
        ),
        Promise::sizes("d and e are at least 1", 1, sizes),
        Promise::edge(
            "d and e are at least 1",
            |input| matches!(input, Input::Jacobian(changes) if changes.hidden.values.len() == 1),
        ),
        Promise::range("Sums inside the tanh lie within ±1000", -1e3..=1e3, sums),
        Promise::layouts(views, layouts_of_forward),
        Promise::layouts(views, layouts_of_jacobian),
        Promise::edge(
            "T may be 0: then nothing has changed yet",
            |input| matches!(input, Input::Jacobian(changes) if changes.states.values.nrows() == 0),
        ),
        Promise::range("States lie within ±1, both ends included", -1.0..=1.0, states),
    ]
}
