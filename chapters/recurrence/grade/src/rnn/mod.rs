//! `rnn`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
pub(super) mod forms;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use knobs::Knobs;
use recurrence::solution::rnn as solution;
use recurrence::{Rnn, RnnWeights};

/// What `forward` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Forward {
    inputs: Matrix,
    start: Vector,
    hidden: Matrix,
    input: Matrix,
    bias: Vector,
}

/// What `jacobian` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Changes {
    states: Matrix,
    hidden: Matrix,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Forward(Forward),
    Jacobian(Changes),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    States(Array2<f32>),
    Jacobian(Array2<f32>),
}

impl Answered {
    fn array(&self) -> &Array2<f32> {
        let (Answered::States(array) | Answered::Jacobian(array)) = self;
        array
    }
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::States(states) => vec![Part::array("forward", states)],
            Answered::Jacobian(jacobian) => vec![Part::array("jacobian", jacobian)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Rnn>) -> Plan<Rnn, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "rnn",
            title: "A plain recurrent network, and what is left of a change",
            level: Level::Easy,
            minutes: 25,
            year: 1990,
            needs: &[],
            text: "recurrence.html#rnn",
            hints: [
                "forward: one vector is carried from step to step. What enters step t is the state that step t − 1 has left, and what is stored is what step t \
                 leaves. jacobian: change one unit of h₀ by a little. By how much does each unit of h₁ change? And what does that do to h₂?",
                "The derivative of tanh(s) is 1 − tanh²(s), and tanh(s) is the state itself: step t turns a change v into (1 − hₜ²) ⊙ (W v). As a matrix it \
                 is W with row i times 1 − hₜ[i]². The later step acts on what the earlier one has left, so its matrix stands on the left.",
                "forward: `state = (hidden.dot(&state) + input.dot(&x) + bias).tanh();` for each row x of `inputs`, then assign it to a row of the result. \
                 jacobian: begin with `Array2::eye(d)`, and for each row of `states`, first to last, \
                 `product = (&hidden * &slope.insert_axis(Axis(1))).dot(&product);`.",
            ],
            story: "In 1991 Sepp Hochreiter showed in his diploma thesis why recurrent networks did not learn what lies many steps apart, and in 1994 Bengio, \
                    Simard and Frasconi showed it again: the product of the Jacobians shrinks or grows like a power. That a product whose eigenvalues all lie \
                    below 1 may grow a long way before it shrinks is the part that is forgotten most often. It is why gradients are clipped also \
                    where nothing explodes in the end.",
        },
        answer,
        solution: Rnn { forward: solution::forward, jacobian: solution::jacobian },
        call: |answer, input| match input {
            Input::Forward(Forward { inputs, start, hidden, input, bias }) => {
                let [inputs, hidden, input] = [inputs, hidden, input].map(Matrix::held);
                let [start, bias] = [start, bias].map(Vector::held);
                let weights = RnnWeights { hidden: hidden.view(), input: input.view(), bias: bias.view() };
                Answered::States((answer.forward)(inputs.view(), start.view(), weights))
            }
            Input::Jacobian(Changes { states, hidden }) => {
                Answered::Jacobian((answer.jacobian)(states.held().view(), hidden.held().view()))
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Forward(Forward { inputs, start, .. }) => {
                let (steps, width) = inputs.values.dim();
                format!("forward: {steps} steps, {} units, {width} inputs", start.values.len())
            }
            Input::Jacobian(Changes { states, .. }) => {
                let (steps, units) = states.values.dim();
                format!("jacobian: {steps} steps, {units} units")
            }
        },
        properties: vec![
            Property { name: "a state depends on no later input", holds: laws::causal },
            Property { name: "the last state is all that later steps need", holds: laws::continued },
            Property { name: "every state lies within ±1", holds: laws::bounded },
            Property {
                name: "the Jacobian is what small changes of h₀ do, by a network with these states",
                holds: laws::differences,
            },
            Property {
                name: "the Jacobian of two stretches is the product of theirs, the later one on the left",
                holds: laws::chain,
            },
            Property { name: "around 0 an orthogonal W keeps every length", holds: laws::orthogonal },
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
            Style { name: "the second way, in double precision", bend: |k| (k.way, k.double) = (1, true) },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    Ok(match input {
        Input::Forward(Forward { inputs, start, hidden, input, bias }) => {
            let [inputs, hidden, input] = [inputs, hidden, input].map(Matrix::double);
            let [start, bias] = [start, bias].map(Vector::double);
            let weights =
                kernels::recurrence::Rnn { hidden: hidden.view(), input: input.view(), bias: bias.view() };
            let states = kernels::recurrence::rnn_forward(inputs.view(), start.view(), weights, precision)?;
            vec![Part::array("forward", &states)]
        }
        Input::Jacobian(Changes { states, hidden }) => {
            let [states, hidden] = [states, hidden].map(Matrix::double);
            let jacobian = kernels::recurrence::rnn_jacobian(states.view(), hidden.view(), precision)?;
            vec![Part::array("jacobian", &jacobian)]
        }
    })
}
