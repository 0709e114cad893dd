//! `heun`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
pub(crate) mod denoiser;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod multistep;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use kernels::diffusion::edm_step;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use denoiser::{Asked, Denoiser};
use diffusion::solution::heun as solution;
use diffusion::{Heun, Network};
use knobs::{Knobs, Only};

/// What a case hands in, and to which function.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// `heun`, and not `euler`.
    heun: bool,
    denoiser: Denoiser,
    x: Matrix,
    sigmas: Vector,
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    heun: bool,
    rows: Array2<f32>,
    /// How many rows the denoiser was asked for.
    asked: usize,
}

fn label(heun: bool) -> &'static str {
    if heun { "heun" } else { "euler" }
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array(label(self.heun), &self.rows)]
    }
}

type Solver<'a> = &'a dyn Fn(Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;

impl Answered {
    fn run(euler: Solver<'_>, heun: Solver<'_>, input: &Input) -> Answered {
        let asked = Asked::new(&input.denoiser);
        let (x, sigmas) = (input.x.held(), input.sigmas.held());
        let solver = if input.heun { heun } else { euler };
        let denoiser = |x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>| asked.run(x, sigmas);
        let rows = solver(&denoiser, x.view(), sigmas.view());
        Answered { heun: input.heun, rows, asked: asked.rows() }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Heun>) -> Plan<Heun, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "heun",
            title: "Two slopes for a step",
            level: Level::Medium,
            minutes: 25,
            year: 2022,
            needs: &["diffusion/edm"],
            text: "diffusion/levels.html#heun",
            hints: [
                "Write `euler` first, and a function that gives the slope of all rows at a level: both solvers need it. Then take one step of Heun by hand, for data \
                 that are all 0: the denoiser returns 0, the slope is x/σ, and the step must end at x σ′/σ exactly.",
                "A step of Heun: `first` is the slope at x and σ; `trial` is x + (σ′ − σ) · first; `second` is the slope at `trial` and σ′, divided by σ′; and the result \
                 is x + (σ′ − σ) · (first + second)/2, from x and not from the trial. If σ′ is 0, the trial is the result.",
                "`for step in sigmas.windows(2)` gives both levels as `step[0]` and `step[1]`, also of a strided view. The denoiser wants a level for each row: \
                 `Array1::from_elem(x.nrows(), sigma)`.",
            ],
            story: "In EDM's sampler the second slope stands behind `if i < num_steps - 1`: the last step has none, because dividing by σ′ = 0 would give not-a-number. So \
                    18 levels cost 35 calls of the network, the number that the paper's tables are full of. Karl Heun published the rule in 1900.",
        },
        answer,
        solution: Heun { euler: solution::euler, heun: solution::heun },
        call: |answer, input| Answered::run(&answer.euler, &answer.heun, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let (n, d) = input.x.values.dim();
            let steps = input.sigmas.values.len() - 1;
            format!("{}: {n} rows of {d}, {steps} steps, {}", label(input.heun), input.denoiser.says())
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|denoiser, x, sigmas| knobs.euler(denoiser, x, sigmas),
                    &|denoiser, x, sigmas| knobs.heun(denoiser, x, sigmas),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the mistake is in `euler` alone", bend: |k: &mut Knobs| k.only = Only::Euler },
            Style { name: "the mistake is in `heun` alone", bend: |k| k.only = Only::Heun },
            Style { name: "computes in single precision", bend: |k| k.single = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let of_kernel = super::kernel_precision(precision);
    let mut x = input.x.double();
    let sigmas = input.sigmas.double();
    for step in sigmas.windows(2) {
        let levels = [step[0], step[1]];
        let denoised = input.denoiser.real(x.view(), levels[0], precision);
        let trial = edm_step(x.view(), denoised.view(), None, levels, of_kernel)?;
        x = if input.heun && levels[1] > 0.0 {
            let again = input.denoiser.real(trial.view(), levels[1], precision);
            edm_step(x.view(), denoised.view(), Some([trial.view(), again.view()]), levels, of_kernel)?
        } else {
            trial
        };
    }
    Ok(vec![Part::array(label(input.heun), &x)])
}
