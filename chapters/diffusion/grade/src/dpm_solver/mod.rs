//! `dpm_solver`: its cases, reference, properties, mistakes and alternatives.
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
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use kernels::diffusion::dpm_step;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::heun::denoiser::{Asked, Denoiser};
use diffusion::DpmSolver;
use diffusion::Level as Noise;
use diffusion::solution::dpm_solver as solution;
use knobs::{Knobs, Only};

/// α and σ.
pub(super) type Pair = [f64; 2];

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    First { x: Matrix, x0: Matrix, levels: [Pair; 2] },
    Second { x: Matrix, x0: Matrix, before: Matrix, levels: [Pair; 3] },
    Sample { denoiser: Denoiser, x: Matrix, levels: Vec<Pair> },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    label: String,
    rows: Array2<f32>,
    /// How many rows the denoiser was asked for.
    asked: usize,
}

impl Input {
    fn label(&self) -> &'static str {
        match self {
            Input::First { .. } => "first",
            Input::Second { .. } => "second",
            Input::Sample { .. } => "sample",
        }
    }

    fn x(&self) -> &Matrix {
        match self {
            Input::First { x, .. } | Input::Second { x, .. } | Input::Sample { x, .. } => x,
        }
    }

    fn levels(&self) -> &[Pair] {
        match self {
            Input::First { levels, .. } => levels,
            Input::Second { levels, .. } => levels,
            Input::Sample { levels, .. } => levels,
        }
    }
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array(self.label.clone(), &self.rows)]
    }
}

fn noise([alpha, sigma]: Pair) -> Noise {
    Noise { alpha, sigma }
}

type First<'a> = &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, Noise, Noise) -> Array2<f32>;
type Second<'a> =
    &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, [Noise; 3]) -> Array2<f32>;
type Sample<'a> = &'a dyn Fn(diffusion::Network<'_>, ArrayView2<'_, f32>, &[Noise]) -> Array2<f32>;

impl Answered {
    fn run(first: First<'_>, second: Second<'_>, sample: Sample<'_>, input: &Input) -> Answered {
        let mut asked = 0;
        let rows = match input {
            Input::First { x, x0, levels } => {
                first(x.held().view(), x0.held().view(), noise(levels[0]), noise(levels[1]))
            }
            Input::Second { x, x0, before, levels } => {
                second(x.held().view(), x0.held().view(), before.held().view(), levels.map(noise))
            }
            Input::Sample { denoiser, x, levels } => {
                let counted = Asked::new(denoiser);
                let levels: Vec<Noise> = levels.iter().copied().map(noise).collect();
                let network = |x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>| counted.run(x, sigmas);
                let rows = sample(&network, x.held().view(), &levels);
                asked = counted.rows();
                rows
            }
        };
        Answered { label: input.label().to_owned(), rows, asked }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<DpmSolver>) -> Plan<DpmSolver, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "dpm_solver",
            title: "Continue what was denoised",
            level: Level::Hard,
            minutes: 35,
            year: 2022,
            needs: &["diffusion/heun"],
            text: "diffusion/levels.html#dpm-solver",
            hints: [
                "Write λ for one level first. Then `first`: with σₜ = 0 nothing of x may be left, and αₜ x̂₀ must come out. For `second` ask how far x̂₀ has moved since the \
                 step before, and how far it will move in half of this step.",
                "h is λₜ − λₛ, positive, and `first` is (σₜ/σₛ) x − αₜ (e^(−h) − 1) x̂₀. `second` is `first` with x̂₀ + (x̂₀ − before)/(2r) in place of x̂₀, where r is \
                 (λₛ − λ of the step before)/h. `sample` keeps x̂₀ of each step for the next one.",
                "`(-h).exp_m1()` is e^(−h) − 1, and all is right at σ = 0 and at α = 0 too: the logarithm is infinite there, and e^(−∞) is 0. Keep \
                 `let mut before: Option<Array2<f32>> = None;` and take the second order where there is one and `to.sigma > 0.0`.",
            ],
            story: "diffusers' DPMSolverMultistepScheduler is what many image models are sampled with. With the levels of Karras it once ended with the least level twice, and its last \
                    step did nothing (request 6477). Its sibling, which takes single steps, took one of second order to σ = 0, where λ is infinite, and gave black pictures \
                    (issue 9007).",
        },
        answer,
        solution: DpmSolver { first: solution::first, second: solution::second, sample: solution::sample },
        call: |answer, input| Answered::run(&answer.first, &answer.second, &answer.sample, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let (n, d) = input.x().values.dim();
            if let Input::Sample { denoiser, levels, .. } = input {
                return format!("sample: {n} rows of {d}, {} steps, {}", levels.len() - 1, denoiser.says());
            }
            let one = |[alpha, sigma]: &Pair| format!("({alpha:.3}, {sigma:.3})");
            let levels: Vec<String> = input.levels().iter().map(one).collect();
            format!("{}: {n} rows of {d}, α and σ {}", input.label(), levels.join(" to "))
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|x, x0, from, to| knobs.first(x, x0, from, to),
                    &|x, x0, before, levels| knobs.second(x, x0, before, levels),
                    &|denoiser, x, levels| knobs.sample(denoiser, x, levels),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the mistake is in `first` alone", bend: |k: &mut Knobs| k.only = Only::First },
            Style { name: "the mistake is in `second` alone", bend: |k| k.only = Only::Second },
            Style { name: "the mistake is in `sample` alone", bend: |k| k.only = Only::Sample },
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
    let rows = match input {
        Input::First { x, x0, levels } => {
            let levels = [levels[0], levels[0], levels[1]];
            dpm_step(x.double().view(), x0.double().view(), None, levels, of_kernel)?
        }
        Input::Second { x, x0, before, levels } => {
            dpm_step(x.double().view(), x0.double().view(), Some(before.double().view()), *levels, of_kernel)?
        }
        Input::Sample { denoiser, x, levels } => {
            let mut x = x.double();
            let mut before: Option<Array2<f64>> = None;
            for at in 1..levels.len() {
                let x0 = denoiser.real(x.view(), levels[at - 1][1], precision);
                let three = [levels[at.saturating_sub(2)], levels[at - 1], levels[at]];
                let kept = before.as_ref().filter(|_| levels[at][1] > 0.0).map(|before| before.view());
                x = dpm_step(x.view(), x0.view(), kept, three, of_kernel)?;
                before = Some(x0);
            }
            x
        }
    };
    Ok(vec![Part::array(input.label(), &rows)])
}
