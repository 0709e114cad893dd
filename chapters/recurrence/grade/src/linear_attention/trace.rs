//! What the states of a script show.

use judge::{Matrix, Output, Part};
use ndarray::{Array1, Array2, ArrayView1};
use recurrence::LinearState;
use serde::{Deserialize, Serialize};

use super::{Answered, Scripted, Turn};

/// What one state has shown.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Shown {
    /// The output of each step.
    pub(super) outputs: Vec<Array1<f32>>,
    /// The state after the last.
    pub(super) sum: Array2<f32>,
    pub(super) keys: Array1<f32>,
    /// dv
    pub(super) width: usize,
}

/// One token more: the state, its query, key and value.
pub(super) type Step<'a> = dyn Fn(&mut LinearState, ArrayView1<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>
    + 'a;

/// Runs a script.
pub(super) fn run(step: &Step<'_>, input: &Scripted) -> Answered {
    let [_, width, columns] = input.tokens.sizes();
    let [queries, keys, values] =
        [&input.tokens.queries, &input.tokens.keys, &input.tokens.values].map(Matrix::held);
    let [queries, keys, values] = [queries.view(), keys.view(), values.view()];
    let mut states: Vec<(LinearState, Vec<Array1<f32>>)> = Vec::new();
    for &turn in &input.script {
        match turn {
            Turn::Start => {
                let sum = Array2::zeros((width, columns));
                states.push((LinearState { sum, keys: Array1::zeros(width) }, Vec::new()));
            }
            Turn::Copy(of) => states.push((states[of].0.clone(), Vec::new())),
            Turn::Step(state, t) => {
                let (state, outputs) = &mut states[state];
                outputs.push(step(state, queries.row(t), keys.row(t), values.row(t)));
            }
        }
    }
    let shown = |(state, outputs): (LinearState, Vec<Array1<f32>>)| Shown {
        outputs,
        sum: state.sum,
        keys: state.keys,
        width: columns,
    };
    Answered::States(states.into_iter().map(shown).collect())
}

/// The parts of a state. All of them are told to be of `step`, which is what puts them out.
pub(super) fn parts_of(
    state: usize,
    outputs: &Array2<f64>,
    sum: &Array2<f64>,
    keys: &Array1<f64>,
) -> Vec<Part> {
    let label = |what: &str| format!("state {state}{what}: step");
    vec![
        Part::array(label(""), outputs),
        Part::array(label(", sum"), sum),
        Part::array(label(", keys"), keys),
    ]
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        let of_state = |(state, shown): (usize, &Shown)| {
            let numbers: Vec<f64> = shown.outputs.iter().flatten().map(|&x| f64::from(x)).collect();
            let width = shown.outputs.first().map_or(shown.width, Array1::len);
            let even = shown.outputs.iter().all(|output| output.len() == width);
            let shape = if even { (shown.outputs.len(), width) } else { (1, numbers.len()) };
            let outputs = Array2::from_shape_vec(shape, numbers).expect("as many numbers");
            parts_of(state, &outputs, &shown.sum.mapv(f64::from), &shown.keys.mapv(f64::from))
        };
        match self {
            Answered::Out(out) => vec![Part::array("quadratic", out)],
            Answered::States(states) => states.iter().enumerate().flat_map(of_state).collect(),
        }
    }
}
