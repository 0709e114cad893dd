//! `lstm`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Cube, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style, Vector,
};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use knobs::Knobs;
use recurrence::solution::lstm as solution;
use recurrence::{Lstm, LstmState, LstmWeights};

/// What both functions receive.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Given {
    x: Vector,
    h: Array1<f32>,
    c: Array1<f32>,
    input: Cube,
    hidden: Cube,
    bias: Matrix,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Step(Given),
    Jacobian(Given),
}

impl Input {
    fn given(&self) -> &Given {
        let (Input::Step(given) | Input::Jacobian(given)) = self;
        given
    }
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    State(Array1<f32>, Array1<f32>),
    Jacobian(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::State(h, c) => vec![Part::array("h", h), Part::array("c", c)],
            Answered::Jacobian(jacobian) => vec![Part::array("jacobian", jacobian)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Lstm>) -> Plan<Lstm, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "lstm",
            title: "A cell that is kept by default",
            level: Level::Medium,
            minutes: 40,
            year: 1997,
            needs: &["recurrence/rnn"],
            text: "recurrence.html#lstm",
            hints: [
                "step: four sums, all made in the same way, each with its own block of the weights. Three of them become numbers between 0 and 1. Take one unit, \
                 and say in words what each of the three decides. jacobian: what does c' contain of the old c? What of the old h, and by how many ways?",
                "Write the derivatives of the four gates first: σ' = σ (1 − σ), tanh' = 1 − tanh², each times a row of W. Then c' = f ⊙ c + i ⊙ g by the product \
                 rule: ∂c'/∂c is f on the diagonal, ∂c'/∂h has three terms. And h' = o ⊙ tanh(c') has two: o changes, and c' does.",
                "With `along(gate, v)` for W of a gate with row u times v[u]: ∂c'/∂h = along(i: g · i(1−i)) + along(f: c · f(1−f)) + along(g: i · (1−g²)), \
                 ∂h'/∂h = along(o: tanh(c') · o(1−o)) + the rows of ∂c'/∂h times o (1 − tanh²(c')), and ∂h'/∂c has f · o (1 − tanh²(c')) on the diagonal.",
            ],
            story: "The cell of 1997 had no forget gate: c' = c + i ⊙ g, and it was called a constant error carousel, because the derivative of c' by c is exactly 1. \
                    It could not let go of anything, and its cells grew without bounds, until Gers, Schmidhuber and Cummins added the forget gate in 1999. \
                    With it came the question of its first value: with a bias of 0 half of the cell is lost in each step. Jozefowicz and others found in \
                    2015 that a forget bias of 1 closes the gap between an LSTM and a GRU.",
        },
        answer,
        solution: Lstm { step: solution::step, jacobian: solution::jacobian },
        call: |answer, input| {
            let Given { x, h, c, input: of_input, hidden, bias } = input.given();
            let (x, of_input, hidden, bias) = (x.held(), of_input.held(), hidden.held(), bias.held());
            let weights = LstmWeights { input: of_input.view(), hidden: hidden.view(), bias: bias.view() };
            let state = LstmState { h: h.clone(), c: c.clone() };
            match input {
                Input::Step(_) => {
                    let LstmState { h, c } = (answer.step)(x.view(), &state, weights);
                    Answered::State(h, c)
                }
                Input::Jacobian(_) => Answered::Jacobian((answer.jacobian)(x.view(), &state, weights)),
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let Given { x, h, .. } = input.given();
            let name = if matches!(input, Input::Step(_)) { "step" } else { "jacobian" };
            format!("{name}: {} units, {} inputs", h.len(), x.values.len())
        },
        properties: vec![
            Property { name: "with f = 1 and i = 0 the cell stays as it is", holds: laws::carousel },
            Property { name: "with f = 0 nothing is left of the old cell", holds: laws::forgets },
            Property { name: "an output lies within ±1", holds: laws::bounded },
            Property { name: "the Jacobian is what small changes of the state do", holds: laws::differences },
            Property { name: "units in another order give the same in that order", holds: laws::units },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
            Style { name: "the fourth way", bend: |k| k.way = 3 },
            Style { name: "the fifth way", bend: |k| k.way = 4 },
            Style { name: "the sixth way", bend: |k| k.way = 5 },
            Style { name: "a Jacobian that was written apart", bend: |k| k.apart = true },
            Style { name: "that, the second way", bend: |k| (k.apart, k.way) = (true, 1) },
            Style { name: "that, the third way", bend: |k| (k.apart, k.way) = (true, 2) },
            Style { name: "that, the fourth way", bend: |k| (k.apart, k.way) = (true, 3) },
            Style { name: "that, the fifth way", bend: |k| (k.apart, k.way) = (true, 4) },
            Style { name: "that, in double precision", bend: |k| (k.apart, k.double) = (true, true) },
            Style { name: "the second way, in double precision", bend: |k| (k.way, k.double) = (1, true) },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The input of the kernels, handed on.
fn with_kernel<R>(given: &Given, of: impl FnOnce(kernels::recurrence::Lstm<'_>) -> R) -> R {
    let (x, input, hidden) = (given.x.double(), given.input.double(), given.hidden.double());
    let (bias, h, c) = (given.bias.double(), given.h.mapv(f64::from), given.c.mapv(f64::from));
    of(kernels::recurrence::Lstm {
        x: x.view(),
        h: h.view(),
        c: c.view(),
        input: input.view(),
        hidden: hidden.view(),
        bias: bias.view(),
    })
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let given = input.given();
    Ok(match input {
        Input::Step(_) => {
            let [h, c] = with_kernel(given, |lstm| kernels::recurrence::lstm_step(lstm, precision))?;
            vec![Part::array("h", &h), Part::array("c", &c)]
        }
        Input::Jacobian(_) => {
            let jacobian = with_kernel(given, |lstm| kernels::recurrence::lstm_jacobian(lstm, precision))?;
            vec![Part::array("jacobian", &jacobian)]
        }
    })
}
