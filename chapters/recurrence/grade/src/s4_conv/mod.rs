//! `s4_conv`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use kernels::recurrence::{causal_convolution, state_space_kernel, state_space_steps};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use recurrence::S4Conv;
use recurrence::solution::s4_conv as solution;

/// A, B and C of discrete time.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Space {
    a: Matrix,
    b: Vector,
    c: Vector,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Kernel { space: Space, length: usize },
    Convolve { kernel: Vector, input: Vector },
    Recur { space: Space, input: Vector },
}

impl Input {
    fn name(&self) -> &'static str {
        match self {
            Input::Kernel { .. } => "kernel",
            Input::Convolve { .. } => "convolve",
            Input::Recur { .. } => "recur",
        }
    }

    /// States, or none.
    fn states(&self) -> Option<usize> {
        match self {
            Input::Kernel { space, .. } | Input::Recur { space, .. } => Some(space.b.values.len()),
            Input::Convolve { .. } => None,
        }
    }

    fn length(&self) -> usize {
        match self {
            Input::Kernel { length, .. } => *length,
            Input::Convolve { input, .. } | Input::Recur { input, .. } => input.values.len(),
        }
    }
}

/// What a function gives, with its name.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    name: String,
    out: Array1<f32>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array(self.name.as_str(), &self.out)]
    }
}

type View<'a> = ArrayView1<'a, f32>;

type Kernel<'a> = dyn Fn(ArrayView2<'_, f32>, View<'_>, View<'_>, usize) -> Array1<f32> + 'a;
type Recur<'a> = dyn Fn(ArrayView2<'_, f32>, View<'_>, View<'_>, View<'_>) -> Array1<f32> + 'a;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    kernel: &'a Kernel<'a>,
    convolve: &'a dyn Fn(View<'_>, View<'_>) -> Array1<f32>,
    recur: &'a Recur<'a>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        let out = match input {
            Input::Kernel { space: Space { a, b, c }, length } => {
                (self.kernel)(a.held().view(), b.held().view(), c.held().view(), *length)
            }
            Input::Convolve { kernel, input } => (self.convolve)(kernel.held().view(), input.held().view()),
            Input::Recur { space: Space { a, b, c }, input } => {
                (self.recur)(a.held().view(), b.held().view(), c.held().view(), input.held().view())
            }
        };
        Answered { name: input.name().to_owned(), out }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<S4Conv>) -> Plan<S4Conv, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "s4_conv",
            title: "A linear recurrence is a convolution",
            level: Level::Medium,
            minutes: 20,
            year: 2021,
            needs: &["recurrence/discretise"],
            text: "recurrence/spaces.html#s4-conv",
            hints: [
                "Write out the state after three inputs, starting from zeros. By which power of Ā has each of the three been multiplied? Then take C of it.",
                "The newest input has only been through B̄: K₀ = C B̄. The kernel needs no power of a matrix: keep Āˡ B̄, a vector, and multiply it by Ā once for each l. In the \
                 convolution the input with the number t − l meets the kernel's number l, and l ends at t, before t − l would be below 0.",
                "`kernel`: a state that begins as `b`; `(0..length).map(|_| { let out = c.dot(&state); state = a.dot(&state); out })`. `convolve`: for each t the sum over \
                 `l in 0..=t` of `kernel[l] * input[t - l]`. `recur`: first `state = a.dot(&state) + &b * u`, then `c.dot(&state)`.",
            ],
            story: "S4 trains by the convolution and writes by the recurrence. The kernel costs more than it seems: with a dense Ā every number of it is a product with an n × n \
                    matrix, and most of S4's paper is about not paying that. Its convolution is a product of Fourier transforms, padded with zeros to twice the length. \
                    Without the padding the end of the text comes round to its beginning: the first output of the example on the page is 0.024 in place of −0.004, \
                    and training has seen the future.",
        },
        answer,
        solution: S4Conv { kernel: solution::kernel, convolve: solution::convolve, recur: solution::recur },
        call: |answer, input| {
            let S4Conv { kernel, convolve, recur } = answer;
            Functions { kernel, convolve, recur }.run(input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let states = input.states().map_or_else(String::new, |states| format!("{states} states, "));
            format!("{}: {states}length {}", input.name(), input.length())
        },
        properties: vec![
            Property { name: "the recurrence is the convolution with the kernel", holds: laws::roads },
            Property { name: "an output does not depend on later inputs", holds: laws::causal },
            Property {
                name: "an input that comes one step later goes out one step later",
                holds: laws::later,
            },
            Property { name: "inputs add up", holds: laws::linear },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    kernel: &|a, b, c, length| knobs.kernel(a, b, c, length),
                    convolve: &|kernel, input| knobs.convolve(kernel, input),
                    recur: &|a, b, c, input| knobs.recur(a, b, c, input),
                };
                functions.run(input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
            Style { name: "the third way", bend: |k| k.third = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let double = |Space { a, b, c }: &Space| -> (Array2<f64>, [Array1<f64>; 2]) {
        (a.double(), [b.double(), c.double()])
    };
    let out = match input {
        Input::Kernel { space, length } => {
            let (a, [b, c]) = double(space);
            let space = kernels::recurrence::Space { a: a.view(), b: b.view(), c: c.view() };
            state_space_kernel(space, *length, precision)?
        }
        Input::Convolve { kernel, input } => {
            causal_convolution(kernel.double().view(), input.double().view(), precision)?
        }
        Input::Recur { space, input } => {
            let (a, [b, c]) = double(space);
            let space = kernels::recurrence::Space { a: a.view(), b: b.view(), c: c.view() };
            state_space_steps(space, input.double().view(), precision)?
        }
    };
    Ok(vec![Part::array(input.name(), &out)])
}
