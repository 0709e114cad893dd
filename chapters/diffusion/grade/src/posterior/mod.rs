//! `posterior`: its cases, reference, properties, mistakes and alternatives.
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
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use kernels::diffusion as kernel;
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use diffusion::solution::posterior as solution;
use diffusion::{Ancestral, Posterior, Variance};
use knobs::{Knobs, Only};

/// What `step` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Given {
    x: Matrix,
    noise: Matrix,
    fresh: Matrix,
    betas: Vec<f64>,
    t: usize,
    large: bool,
    clip: bool,
}

impl Given {
    fn at(&self) -> Ancestral<'_> {
        let variance = if self.large { Variance::Large } else { Variance::Small };
        Ancestral { betas: &self.betas, t: self.t, variance, clip: self.clip }
    }
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // There are a few dozen at a time.
pub(super) enum Input {
    Coefficients { betas: Vec<f64>, t: usize },
    Step(Given),
}

impl Input {
    fn betas(&self) -> &[f64] {
        match self {
            Input::Coefficients { betas, .. } | Input::Step(Given { betas, .. }) => betas,
        }
    }
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Coefficients([f64; 3]),
    Step(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Coefficients(numbers) => coefficients(*numbers),
            Answered::Step(out) => vec![Part::array("step", out)],
        }
    }
}

fn coefficients(numbers: [f64; 3]) -> Vec<Part> {
    let names = ["of x₀", "of xₜ", "β̃ₜ"];
    names.into_iter().zip(numbers).map(|(name, x)| Part::real(name, [], [x])).collect()
}

/// The two functions of an answer, or of the bent solution.
#[allow(clippy::type_complexity)] // Each is written once.
struct Functions<'a> {
    coefficients: &'a dyn Fn(&[f64], usize) -> (f64, f64, f64),
    step: &'a dyn Fn(
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        ArrayView2<'_, f32>,
        Ancestral<'_>,
    ) -> Array2<f32>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Coefficients { betas, t } => Answered::Coefficients((self.coefficients)(betas, *t).into()),
            Input::Step(given) => {
                let [x, noise, fresh] = [&given.x, &given.noise, &given.fresh].map(Matrix::held);
                Answered::Step((self.step)(x.view(), noise.view(), fresh.view(), given.at()))
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Posterior>) -> Plan<Posterior, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "posterior",
            title: "One step back",
            level: Level::Medium,
            minutes: 25,
            year: 2020,
            needs: &["diffusion/eps_loss"],
            text: "diffusion/steps.html#posterior",
            hints: [
                "Two ᾱ are in play, that of t and the one before, and each formula has both. Write them down for β = 0.1, 0.2 at t = 0 and at t = 1. Which of them is \
                 1 at t = 0, and what do the three formulas give then?",
                "Keep apart three jobs: guess x̂₀ from x and the predicted noise; clip it if that is asked for; then mix x̂₀ and x with the two coefficients, and add fresh \
                 noise times a *deviation*, the root of the variance. At t = 0 nothing is added, also with the large variance.",
                "`let before: f64 = betas[..t].iter().map(|b| 1.0 - b).product();` is 1 at t = 0, since an empty product is 1. ᾱₜ is that times 1 − βₜ. In `step`, \
                 `let start = if at.clip { guess.clamp(-1.0, 1.0) } else { guess };` and `of_start * start + of_x * x + deviation * fresh`, all in f64.",
            ],
            story: "The paper's sampler is written with the noise alone: (x − β/√(1 − ᾱ) ε)/√(1 − β). The official code computes x̂₀ first, clips it to the range of pixels, and \
                    then takes the posterior's mean. Both are the same as long as nothing is clipped. In the first steps, where x̂₀ is a wild guess, something always is.",
        },
        answer,
        solution: Posterior { coefficients: solution::coefficients, step: solution::step },
        call: |answer, input| {
            let functions = Functions { coefficients: &answer.coefficients, step: &answer.step };
            functions.run(input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Coefficients { betas, t } => format!("coefficients: t = {t} of {} steps", betas.len()),
            Input::Step(given) => {
                let (n, d) = given.x.values.dim();
                let variance = if given.large { "large" } else { "small" };
                let clip = if given.clip { ", clipped" } else { "" };
                format!(
                    "step: {n} samples of {d}, t = {} of {}, {variance} variance{clip}",
                    given.t,
                    given.betas.len()
                )
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "`step` is written apart, and right",
                bend: |k: &mut Knobs| k.only = Only::Coefficients,
            },
            Style {
                name: "`step` is written apart, and the mistake is there",
                bend: |k| k.only = Only::Step,
            },
            Style { name: "x and the noise in single precision", bend: |k| k.single = true },
            Style { name: "without x̂₀, where nothing is clipped", bend: |k| k.by_noise = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let betas = ndarray::ArrayView1::from(input.betas());
    // Answers have the schedule in double precision, so it has no rounding to allow for.
    let posterior = |t: usize| kernel::ddpm_posterior(betas, t, kernels::Precision::Double);
    Ok(match input {
        Input::Coefficients { t, .. } => coefficients(posterior(*t)?),
        Input::Step(given) => {
            let t = given.t;
            let [of_start, of_x, small] = posterior(t)?;
            let abar: f64 = betas.iter().take(t + 1).map(|beta| 1.0 - beta).product();
            let variance = if given.large { betas[t] } else { small };
            let scales = kernel::Scales {
                signal: abar.sqrt(),
                deviation: (1.0 - abar).sqrt(),
                of_start,
                of_x,
                fresh: if t == 0 { 0.0 } else { variance.sqrt() },
                limit: if given.clip { 1.0 } else { f64::INFINITY },
            };
            let [x, noise, fresh] = [&given.x, &given.noise, &given.fresh].map(Matrix::double);
            let step = kernel::Step { x: x.view(), noise: noise.view(), fresh: fresh.view() };
            vec![Part::array("step", &kernel::ddpm_step(step, &scales, super::kernel_precision(precision))?)]
        }
    })
}
