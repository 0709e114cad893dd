//! `schedule`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the five functions. What it gives is compared as it is and by its logarithm: β and ᾱ go over many powers of
//! ten, and the small ones count as much as the large ones.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
pub(crate) mod levels;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style};
use kernels::diffusion::{Betas, betas, signal_kept, signal_to_noise};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use diffusion::Schedule;
use diffusion::solution::schedule as solution;
use knobs::{Knobs, Only};
use levels::Levels;

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Linear {
        steps: usize,
        first: f64,
        last: f64,
    },
    ScaledLinear {
        steps: usize,
        first: f64,
        last: f64,
    },
    Cosine {
        steps: usize,
    },
    /// β.
    Cumulative(Levels),
    /// ᾱ.
    Snr(Levels),
}

impl Input {
    fn name(&self) -> &'static str {
        match self {
            Input::Linear { .. } => "linear",
            Input::ScaledLinear { .. } => "scaled_linear",
            Input::Cosine { .. } => "cosine",
            Input::Cumulative(_) => "cumulative",
            Input::Snr(_) => "snr",
        }
    }
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    name: String,
    values: Array1<f64>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        let of =
            |name: String, values: &Array1<f64>| Part::real(name, [values.len()], values.iter().copied());
        vec![of(self.name.clone(), &self.values), of(format!("ln {}", self.name), &self.values.mapv(f64::ln))]
    }
}

impl Answered {
    fn run(schedule: &Schedule, input: &Input) -> Answered {
        let values = match input {
            Input::Linear { steps, first, last } => (schedule.linear)(*steps, *first, *last),
            Input::ScaledLinear { steps, first, last } => (schedule.scaled_linear)(*steps, *first, *last),
            Input::Cosine { steps } => (schedule.cosine)(*steps),
            Input::Cumulative(betas) => betas.lent(schedule.cumulative),
            Input::Snr(abar) => abar.lent(schedule.snr),
        };
        Answered { name: input.name().to_owned(), values }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Schedule>) -> Plan<Schedule, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "schedule",
            title: "How much noise, and when",
            level: Level::Easy,
            minutes: 25,
            year: 2021,
            needs: &[],
            text: "diffusion.html#schedule",
            hints: [
                "Begin with `cumulative`: after a step with β, a share 1 − β of the signal's variance is left of what was left before. For the β of the cosine schedule go the other way: \
                 f says what is to be left, so the ratio of two neighbours is 1 − β.",
                "`scaled_linear` is `linear` between two roots, squared. In `cosine` step t goes from f(t) to f(t + 1), so that f is asked at T + 1 places, the last of which is the cosine \
                 of a right angle: nothing would be left, and β is held at 0.999. `snr` is about variances, so there is no root in it.",
                "`Array1::linspace(first, last, steps)` includes both ends and knows what to do with one step. `Array1::from_shape_fn(steps, |t| (1.0 - f(t + 1) / f(t)).min(0.999))`. And \
                 with `let mut left = 1.0;` outside: `betas.iter().map(|beta| { left *= 1.0 - beta; left }).collect()`.",
            ],
            story: "Nichol and Dhariwal drew the cosine schedule in 2021 because the linear one had destroyed small pictures long before its last step. Three years later Lin and others looked at \
                    the other end: Stable Diffusion's last step still holds 0.47 percent of the picture's variance, and with it the mean brightness. The network had never seen pure noise, was \
                    started from it all the same, and could draw neither a black picture nor a white one.",
        },
        answer,
        solution: Schedule {
            linear: solution::linear,
            scaled_linear: solution::scaled_linear,
            cosine: solution::cosine,
            cumulative: solution::cumulative,
            snr: solution::snr,
        },
        call: Answered::run,
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Linear { steps, first, last } | Input::ScaledLinear { steps, first, last } => {
                format!("{}: {steps} steps, {first} to {last}", input.name())
            }
            Input::Cosine { steps } => format!("cosine: {steps} steps"),
            Input::Cumulative(levels) | Input::Snr(levels) => {
                format!("{}: {} steps", input.name(), levels.values.len())
            }
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| Answered { name: input.name().to_owned(), values: knobs.run(input) },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "the mistake is in one function, the first that can have it",
                bend: |k: &mut Knobs| k.only = Only::First,
            },
            Style { name: "in the second, or made in a second way", bend: |k| k.only = Only::Second },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// In double precision whatever is asked: answers compute in it too, so that rounding is far below any tolerance.
fn reference(input: &Input, _: Precision) -> Result<Vec<Part>, Missing> {
    let double = kernels::Precision::Double;
    let values = match input {
        Input::Linear { steps, first, last } => betas(Betas::Linear, *steps, *first, *last, double)?,
        Input::ScaledLinear { steps, first, last } => {
            betas(Betas::ScaledLinear, *steps, *first, *last, double)?
        }
        Input::Cosine { steps } => betas(Betas::Cosine, *steps, 0.0, 0.0, double)?,
        Input::Cumulative(betas) => signal_kept(betas.values.view(), double)?,
        Input::Snr(abar) => signal_to_noise(abar.values.view(), double)?,
    };
    Ok(Answered { name: input.name().to_owned(), values }.parts())
}
