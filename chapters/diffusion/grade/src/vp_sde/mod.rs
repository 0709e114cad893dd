//! `vp_sde`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the five functions.

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
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use diffusion::VpSde;
use diffusion::solution::vp_sde as solution;
use kernels::diffusion::{ve_noise, vp_drift, vp_marginal, vp_step};
use knobs::{Knobs, Only};

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Marginal {
        times: Vec<f64>,
        betas: [f64; 2],
    },
    Ve {
        times: Vec<f64>,
        sigmas: [f64; 2],
    },
    Drift {
        /// `flow`, and not `reverse`.
        flow: bool,
        /// Shape (n, d).
        x: Matrix,
        /// Shape (n, d).
        score: Matrix,
        t: f64,
        betas: [f64; 2],
    },
    Step {
        /// Shape (n, d).
        x: Matrix,
        /// Shape (n, d).
        score: Matrix,
        /// Shape (n, d).
        noise: Matrix,
        t: f64,
        dt: f64,
        betas: [f64; 2],
    },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// Both numbers at each time.
    Marginal(Vec<f64>, Vec<f64>),
    Ve(Vec<f64>, Vec<f64>),
    Drift(bool, Array2<f32>),
    Step(Array2<f32>),
}

fn numbers(label: &str, values: &[f64]) -> Part {
    Part::real(label, [values.len()], values.iter().copied())
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Marginal(coefficients, deviations) => {
                vec![numbers("coefficient", coefficients), numbers("deviation", deviations)]
            }
            Answered::Ve(sigmas, diffusions) => vec![numbers("sigma", sigmas), numbers("g", diffusions)],
            Answered::Drift(flow, drift) => vec![Part::array(name(*flow), drift)],
            Answered::Step(next) => vec![Part::array("step", next)],
        }
    }
}

fn name(flow: bool) -> &'static str {
    if flow { "flow" } else { "reverse" }
}

impl Answered {
    fn run(answer: &VpSde, input: &Input) -> Answered {
        match input {
            Input::Marginal { times, betas: [first, last] } => {
                let (a, b) = times.iter().map(|&t| (answer.marginal)(t, *first, *last)).unzip();
                Answered::Marginal(a, b)
            }
            Input::Ve { times, sigmas: [smallest, largest] } => {
                let (a, b) = times.iter().map(|&t| (answer.ve)(t, *smallest, *largest)).unzip();
                Answered::Ve(a, b)
            }
            Input::Drift { flow, x, score, t, betas: [first, last] } => {
                let drift = if *flow { answer.flow } else { answer.reverse };
                Answered::Drift(*flow, drift(x.held().view(), score.held().view(), *t, *first, *last))
            }
            Input::Step { x, score, noise, t, dt, betas: [first, last] } => {
                let (x, score, noise) = (x.held(), score.held(), noise.held());
                Answered::Step((answer.step)(x.view(), score.view(), noise.view(), *t, *dt, *first, *last))
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<VpSde>) -> Plan<VpSde, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "vp_sde",
            title: "Time without steps, and two ways back",
            level: Level::Medium,
            minutes: 35,
            year: 2020,
            needs: &["diffusion/ddim"],
            text: "diffusion/sde.html#vp-sde",
            hints: [
                "The integral of a straight line from 0 to t is t times its mean, (β(0) + β(t))/2. What does x become in a short time dt if there is no noise? It is \
                 multiplied by 1 − ½ β dt, again and again: that is where the exponential comes from.",
                "β(t) = β₀ + t (β₁ − β₀), and B = β₀ t + ½ (β₁ − β₀) t². The coefficient is exp(−B/2), and the deviation is what is missing to 1, of squares: √(1 − exp(−B)). \
                 Both drifts are −½ β x less a multiple of β · score. `step` goes back, so it subtracts drift times dt.",
                "In `ve` let r = σ_max/σ_min: σ² = σ_min² r²ᵗ has the derivative 2 ln r · σ², and g is its root. In `step` the noise has the deviation √(β(t) dt), \
                 and is added: `&x - reverse(x, score, t, beta_0, beta_1) * dt as f32 + &noise * spread as f32`.",
            ],
            story: "The reverse equation was found by Brian Anderson in 1982, in a paper on stochastic processes that few people read. In 2020 Yang Song and others saw that its one unknown, the score, is \
                    what denoisers learn, and that DDPM and score matching are two discretisations of one kind of equation. In their code β runs from 0.1 to 20, because \
                    DDPM's, from 0.0001 to 0.02 in each of 1000 steps, comes to that in one unit of time.",
        },
        answer,
        solution: VpSde {
            marginal: solution::marginal,
            ve: solution::ve,
            reverse: solution::reverse,
            flow: solution::flow,
            step: solution::step,
        },
        call: Answered::run,
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 10, make: cases::fresh },
        describe: |input| match input {
            Input::Marginal { times, betas } => {
                format!("marginal: {} times, β from {} to {}", times.len(), betas[0], betas[1])
            }
            Input::Ve { times, sigmas } => {
                format!("ve: {} times, σ from {} to {}", times.len(), sigmas[0], sigmas[1])
            }
            Input::Drift { flow, x, t, betas, .. } => {
                let (n, d) = x.values.dim();
                format!("{}: {n} rows of {d}, t = {t}, β from {} to {}", name(*flow), betas[0], betas[1])
            }
            Input::Step { x, t, dt, betas, .. } => {
                let (n, d) = x.values.dim();
                format!("step: {n} rows of {d}, t = {t}, dt = {dt}, β from {} to {}", betas[0], betas[1])
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "the mistake is in `marginal` alone",
                bend: |k: &mut Knobs| k.only = Only::Marginal,
            },
            Style { name: "the mistake is not in `marginal`", bend: |k| k.only = Only::NotMarginal },
            Style {
                name: "the mistake is in `reverse` and in `step`",
                bend: |k| k.only = Only::ReverseAndStep,
            },
            Style { name: "the mistake is in `reverse` alone", bend: |k| k.only = Only::Reverse },
            Style { name: "the mistake is in `flow` alone", bend: |k| k.only = Only::Flow },
            Style { name: "the mistake is in `step` alone", bend: |k| k.only = Only::Step },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
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
        Input::Marginal { times, betas } => {
            let times = Array1::from(times.clone());
            let [coefficients, deviations] = vp_marginal(times.view(), *betas, precision)?;
            vec![Part::array("coefficient", &coefficients), Part::array("deviation", &deviations)]
        }
        Input::Ve { times, sigmas } => {
            let times = Array1::from(times.clone());
            let [sigma, diffusion] = ve_noise(times.view(), *sigmas, precision)?;
            vec![Part::array("sigma", &sigma), Part::array("g", &diffusion)]
        }
        Input::Drift { flow, x, score, t, betas } => {
            let share = if *flow { 0.5 } else { 1.0 };
            let drift = vp_drift(x.double().view(), score.double().view(), *t, *betas, share, precision)?;
            vec![Part::array(name(*flow), &drift)]
        }
        Input::Step { x, score, noise, t, dt, betas } => {
            let (x, score, noise) = (x.double(), score.double(), noise.double());
            let next = vp_step([x.view(), score.view(), noise.view()], [*t, *dt], *betas, precision)?;
            vec![Part::array("step", &next)]
        }
    })
}
