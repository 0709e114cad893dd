//! `lru`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use kernels::recurrence as kernel;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use inputs::{Input, Layer};
use knobs::{Knobs, Only};
use recurrence::solution::lru as solution;
use recurrence::{Affine, Complex32, Lru, LruWeights};

/// What a case gives. Complex numbers are their real and imaginary parts.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// λ and γ.
    Decay([Array1<f32>; 2], Array1<f32>),
    /// The factor, and what is added.
    Combined([[f32; 2]; 2]),
    Forward(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Decay([re, im], gamma) => {
                vec![Part::array("Re λ", re), Part::array("Im λ", im), Part::array("γ", gamma)]
            }
            Answered::Combined(numbers) => {
                let numbers = numbers.as_flattened().iter().map(|&x| f64::from(x));
                combined(numbers).collect()
            }
            Answered::Forward(output) => vec![Part::array("forward", output)],
        }
    }
}

fn combined(numbers: impl Iterator<Item = f64>) -> impl Iterator<Item = Part> {
    let names = ["Re factor", "Im factor", "Re added", "Im added"];
    names.into_iter().zip(numbers).map(|(name, x)| Part::real(name, [], [x]))
}

/// λ and γ from ν and θ.
type DecayOf<'a> = dyn Fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> (Array1<Complex32>, Array1<f32>) + 'a;

/// The functions of an answer, or of the bent solution.
struct Functions<'a> {
    decay: &'a DecayOf<'a>,
    combine: &'a dyn Fn(Affine, Affine) -> Affine,
    forward: &'a dyn Fn(ArrayView2<'_, f32>, LruWeights<'_>) -> Array2<f32>,
}

impl Answered {
    fn run(functions: &Functions<'_>, input: &Input) -> Answered {
        match input {
            Input::Decay { nu, theta } => {
                let (lambda, gamma) = (functions.decay)(nu.held().view(), theta.held().view());
                Answered::Decay([lambda.mapv(|l| l.re), lambda.mapv(|l| l.im)], gamma)
            }
            Input::Combine { steps, tree } => {
                let step = |row: ArrayView1<'_, f32>| Affine {
                    factor: Complex32::new(row[0], row[1]),
                    added: Complex32::new(row[2], row[3]),
                };
                let steps: Vec<Affine> = steps.rows().into_iter().map(step).collect();
                let all = tree.reduce(&steps, functions.combine);
                Answered::Combined([all.factor, all.added].map(|x| [x.re, x.im]))
            }
            Input::Forward(layer) => layer.given(functions.forward),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Lru>) -> Plan<Lru, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "lru",
            title: "A recurrence in any grouping",
            level: Level::Medium,
            minutes: 30,
            year: 2023,
            needs: &["recurrence/s4d"],
            text: "recurrence/select.html#lru",
            hints: [
                "Each of the h states is one complex number, and knows nothing of the others. In one step it is multiplied by λ, and something is \
                 added. Write down what two such steps do to it, as one multiplication and one addition.",
                "|exp(−r + iφ)| is exp(−r), whatever φ. So |λ|² = exp(−2 exp(ν)), and γ² is 1 less that, for which there is `exp_m1`. \
                 In `combine` the second step is done to what the first has made: second.factor · (first.factor · h + first.added) + second.added. \
                 For `forward`, go from token to token, and keep h complex numbers.",
                "`Complex32::new(-nu.exp(), theta.exp()).exp()` is λ. `weights.b.dot(&x.mapv(Complex32::from))` is B x, times γ what is added, and \
                 after the state is brought up to date, `weights.c.dot(&state).mapv(|y| y.re) + &weights.d * &x` is the row of outputs.",
            ],
            story: "Orvieto and others took a state space apart to see what it lives from. Not from HiPPO, nor from continuous time: a plain linear \
                    recurrence does as well, if it is diagonal and complex, if its eigenvalues begin near the unit circle and cannot leave it, \
                    and if γ keeps the states from growing when they remember for long. Griffin's recurrence is a descendant without \
                    complex numbers, in which the input decides on the decay.",
        },
        answer,
        solution: Lru { decay: solution::decay, combine: solution::combine, forward: solution::forward },
        call: |answer, input| {
            let functions = Functions {
                decay: &|nu, theta| (answer.decay)(nu, theta),
                combine: &answer.combine,
                forward: &|inputs, weights| (answer.forward)(inputs, weights),
            };
            Answered::run(&functions, input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Decay { nu, .. } => format!("decay: {} states", nu.values.len()),
            Input::Combine { steps, tree } => {
                format!("combine: {} steps, {}", steps.nrows(), tree.describe())
            }
            Input::Forward(layer) => {
                let [count, d, h] = layer.sizes();
                format!("forward: {count} tokens, {d} channels, {h} states")
            }
        },
        properties: vec![
            Property { name: "λ lies in the unit circle, and γ² is 1 − |λ|²", holds: laws::inside },
            Property { name: "a combined step does what the two do", holds: laws::does_both },
            Property { name: "combine is associative", holds: laws::associative },
            Property { name: "steps give the same in any grouping", holds: laws::groupings },
            Property { name: "a tree of combine gives what the layer gives", holds: laws::roads },
            Property { name: "a token does not see later ones", holds: laws::causal },
            Property { name: "twice the inputs give twice the outputs", holds: laws::linear },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "`forward` is written apart, and right", bend: |k| k.only = Only::NotForward },
            Style { name: "the mistake is in `forward` alone", bend: |k| k.only = Only::Forward },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
            Style { name: "the fourth way", bend: |k| k.way = 3 },
            Style { name: "the fifth way", bend: |k| k.way = 4 },
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
        Input::Decay { nu, theta } => {
            let found = kernel::lru_decay(nu.double().view(), theta.double().view(), precision)?;
            ["Re λ", "Im λ", "γ"]
                .into_iter()
                .zip(&found)
                .map(|(name, part)| Part::array(name, part))
                .collect()
        }
        Input::Combine { steps, .. } => {
            combined(kernel::affine_chain(steps.mapv(f64::from).view(), precision)?.into_iter()).collect()
        }
        Input::Forward(Layer { inputs, nu, theta, b_re, b_im, c_re, c_im, d }) => {
            let (inputs, nu, theta, d) = (inputs.double(), nu.double(), theta.double(), d.double());
            let (b, c) = ([b_re.double(), b_im.double()], [c_re.double(), c_im.double()]);
            let layer = kernel::Lru {
                inputs: inputs.view(),
                nu: nu.view(),
                theta: theta.view(),
                b: [b[0].view(), b[1].view()],
                c: [c[0].view(), c[1].view()],
                d: d.view(),
            };
            vec![Part::array("forward", &kernel::lru(&layer, precision)?)]
        }
    })
}
