//! `convert`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use bent::{Knobs, Only, Which};
use diffusion::solution::convert as solution;
use diffusion::{Convert, Form};

/// A prediction of some rows, and the levels of their noise.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// The place in [`Form::ALL`] of what the value is.
    from: usize,
    /// The place of what it is to be.
    to: usize,
    /// Shape (n, d).
    value: Matrix,
    /// Shape (n, d).
    x: Matrix,
    /// Shape (n).
    alpha: Vector,
    /// Shape (n).
    sigma: Vector,
}

/// What forms are called where cases are described.
const NAMES: [&str; 5] = ["noise", "data", "v", "score", "velocity"];

impl Input {
    fn from(&self) -> Form {
        Form::ALL[self.from]
    }

    fn to(&self) -> Form {
        Form::ALL[self.to]
    }

    fn run(&self, convert: Convert) -> Array2<f32> {
        let (value, x) = (self.value.held(), self.x.held());
        let (alpha, sigma) = (self.alpha.held(), self.sigma.held());
        convert(self.from(), self.to(), value.view(), x.view(), alpha.view(), sigma.view())
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<Convert>) -> Plan<Convert, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "convert",
            title: "Five names for one prediction",
            level: Level::Medium,
            minutes: 25,
            year: 2022,
            needs: &["diffusion/vp_sde"],
            text: "diffusion/targets.html#convert",
            hints: [
                "You know two things of each number: x = α x₀ + σ ε, and what the prediction says of x₀ and ε. Those are two equations with two unknowns. \
                 Solve them first for a prediction of the noise, then for v.",
                "Every form is a x₀ + b ε with its own a and b: (0, 1) for the noise, (1, 0) for the data, (−σ, α) for v, (0, −1/σ) for the score, (−1, 1) for \
                 the velocity. One function that gives a and b serves both for reading `from` and for writing `to`.",
                "With D = α b − σ a: x₀ = (b x − σ value)/D and ε = (α value − a x)/D. D is α for the noise, −σ for the data, α² + σ² for v and α + σ for the \
                 velocity. `Array2::from_shape_fn(x.dim(), |(i, j)| …)` has the row at hand, whose levels are `alpha[i]` and `sigma[i]`.",
            ],
            story: "In May 2023 \"Common Diffusion Noise Schedules and Sample Steps are Flawed\" showed that Stable Diffusion never sees pure noise in training: its last α is 0.068. \
                    With an α of 0 a network that predicts the noise has nothing to predict, since x is the noise, and x₀ = (x − σ ε)/α divides 0 by 0. One that \
                    predicts v still has a task there: v = −x₀. That is why models with zero terminal SNR predict v.",
        },
        answer,
        solution: solution::convert,
        call: |&answer, input| input.run(answer),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 12, make: cases::fresh },
        describe: |input| {
            let (n, d) = input.x.values.dim();
            format!("{} to {}, {n} rows of {d}", NAMES[input.from], NAMES[input.to])
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "the mistake is only where `from` is read",
                bend: |k: &mut Knobs| k.only = Only::Read,
            },
            Style { name: "the mistake is only where `to` is written", bend: |k| k.only = Only::Write },
            Style { name: "a form that is asked for itself is returned as it is", bend: |k| k.early = true },
            Style { name: "the value alone is read carelessly", bend: |k| k.which = Which::Value },
            Style { name: "x alone is read carelessly", bend: |k| k.which = Which::X },
            Style { name: "the levels alone are read carelessly", bend: |k| k.which = Which::Levels },
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
    let (value, x) = (input.value.double(), input.x.double());
    let (alpha, sigma) = (input.alpha.double(), input.sigma.double());
    let out = kernels::diffusion::convert_form(
        [value.view(), x.view()],
        [alpha.view(), sigma.view()],
        [input.from, input.to],
        super::kernel_precision(precision),
    )?;
    Ok(vec![Part::array("out", &out)])
}
