//! `discretise`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
pub(super) mod linear;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style, Vector,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use recurrence::Discretise;
use recurrence::solution::discretise as solution;

/// Which function a case calls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Which {
    Bilinear,
    Zoh,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Which::Bilinear => "bilinear",
            Which::Zoh => "zoh",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    which: Which,
    a: Matrix,
    b: Vector,
    step: f32,
}

/// A and B in discrete time.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    which: Which,
    a: Array2<f32>,
    b: Array1<f32>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        let name = self.which.name();
        vec![Part::array(format!("{name} A"), &self.a), Part::array(format!("{name} B"), &self.b)]
    }
}

/// A rule, of the answer or bent.
type Called<'a> = dyn Fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> (Array2<f32>, Array1<f32>) + 'a;

impl Answered {
    fn run(bilinear: &Called<'_>, zoh: &Called<'_>, input: &Input) -> Answered {
        let rule = match input.which {
            Which::Bilinear => bilinear,
            Which::Zoh => zoh,
        };
        let (a, b) = rule(input.a.held().view(), input.b.held().view(), input.step);
        Answered { which: input.which, a, b }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Discretise>) -> Plan<Discretise, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "discretise",
            title: "From a differential equation to steps, by two rules",
            level: Level::Medium,
            minutes: 25,
            year: 2021,
            needs: &["recurrence/hippo"],
            text: "recurrence/spaces.html#discretise",
            hints: [
                "Take one state, x' = a x + b u, and write down both rules with numbers instead of matrices. Then ask of every division which system of equations it \
                 becomes. And what is (e^{Δa} − 1)/a where a is 0?",
                "`solve(left, column)` gives one column of (I − ΔA/2)⁻¹(I + ΔA/2). For the hold, let the input be one more state that does not change: the derivative \
                 of (x, u) is the matrix with A and B in its first n rows and zeros in the last, times (x, u). Its exponential has Ā and B̄ in its first n rows.",
                "Bilinear: `left = eye − &a * (step / 2.0)`, `right = eye + &a * (step / 2.0)`; solve for each of `right.columns()`, and put the results into columns, not \
                 rows. Hold: an `Array2::zeros((n + 1, n + 1))`, `slice_mut(s![..n, ..n])` gets ΔA, `slice_mut(s![..n, n])` gets ΔB, then `exponential` of it.",
            ],
            story: "S4 was published with the bilinear rule, S4D and Mamba with the hold. The code of Mamba takes exp(ΔA) from the hold, and for B̄ simply ΔB, the first term \
                    of the exact one; its paper prints the formula with the inverse. So three papers that build on each other have three different rules, and nobody \
                    could tell from the results: a model that learns its Δ and B makes up for it. It only shows where weights go from one code to another.",
        },
        answer,
        solution: Discretise { bilinear: solution::bilinear, zoh: solution::zoh },
        call: |answer, input| Answered::run(&answer.bilinear, &answer.zoh, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            format!("{}: {} states, a step of {}", input.which.name(), input.b.values.len(), input.step)
        },
        properties: vec![
            Property { name: "only the products of the step with A and B count", holds: laws::products },
            Property { name: "B doubled doubles B, and A does not depend on it", holds: laws::linear },
            Property { name: "states in another order give the same in that order", holds: laws::order },
            Property { name: "zoh: two half steps are one step", holds: laws::halves },
        ],
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|a, b, step| knobs.rule(Which::Bilinear, a, b, step),
                    &|a, b, step| knobs.rule(Which::Zoh, a, b, step),
                    input,
                )
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
    let rule = match input.which {
        Which::Bilinear => kernels::recurrence::Rule::Bilinear,
        Which::Zoh => kernels::recurrence::Rule::Zoh,
    };
    let (a, b) = kernels::recurrence::discretise(
        input.a.double().view(),
        input.b.double().view(),
        f64::from(input.step),
        rule,
        super::kernel_precision(precision),
    )?;
    let name = input.which.name();
    Ok(vec![Part::array(format!("{name} A"), &a), Part::array(format!("{name} B"), &b)])
}
