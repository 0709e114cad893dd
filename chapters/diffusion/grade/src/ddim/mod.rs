//! `ddim`: its cases, reference, properties, mistakes and alternatives.
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

use diffusion::solution::ddim as solution;
use diffusion::{Ddim, Jump, Spacing};
use knobs::{Knobs, Only};

/// What `step` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Given {
    x: Matrix,
    noise: Matrix,
    fresh: Matrix,
    from: f64,
    to: f64,
    eta: f64,
}

impl Given {
    fn jump(&self) -> Jump {
        Jump { from: self.from, to: self.to, eta: self.eta }
    }
}

/// [`Spacing`], which travels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Spaced {
    Leading,
    Trailing,
    Linspace,
}

impl From<Spaced> for Spacing {
    fn from(spaced: Spaced) -> Spacing {
        match spaced {
            Spaced::Leading => Spacing::Leading,
            Spaced::Trailing => Spacing::Trailing,
            Spaced::Linspace => Spacing::Linspace,
        }
    }
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // There are a few dozen at a time.
pub(super) enum Input {
    Step(Given),
    Times { trained: usize, steps: usize, spacing: Spaced },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Step(Array2<f32>),
    Times(Vec<usize>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Step(out) => vec![Part::array("step", out)],
            Answered::Times(times) => vec![shown(times)],
        }
    }
}

fn shown(times: &[usize]) -> Part {
    Part::whole("times", vec![times.len()], times.iter().map(|&t| i64::try_from(t).unwrap_or(i64::MAX)))
}

/// The two functions of an answer, or of the bent solution.
struct Functions<'a> {
    #[allow(clippy::type_complexity)] // It is written once.
    step: &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, Jump) -> Array2<f32>,
    times: &'a dyn Fn(usize, usize, Spacing) -> Vec<usize>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Step(given) => {
                let [x, noise, fresh] = [&given.x, &given.noise, &given.fresh].map(Matrix::held);
                Answered::Step((self.step)(x.view(), noise.view(), fresh.view(), given.jump()))
            }
            Input::Times { trained, steps, spacing } => {
                Answered::Times((self.times)(*trained, *steps, (*spacing).into()))
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Ddim>) -> Plan<Ddim, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "ddim",
            title: "Steps as long as one likes",
            level: Level::Medium,
            minutes: 30,
            year: 2020,
            needs: &["diffusion/posterior"],
            text: "diffusion/steps.html#ddim",
            hints: [
                "Take x apart into x̂₀ and ε with the level where the step begins, and put it together again with the level where it ends. With η = 0 that is all. For the times write out the \
                 three lists for 10 steps trained and 3 visited.",
                "With noise, the ε that is put back and the fresh noise share the variance 1 − ᾱₛ of the new level: σ² is fresh, and 1 − ᾱₛ − σ² is left for ε. Beware of 0 times the root of a \
                 negative number. For the times, do the arithmetic in f64 and round once.",
                "`let variance = eta * eta * (1.0 - to) / (1.0 - from) * (1.0 - from / to);` and `(1.0 - to - variance).sqrt()` for the direction. \
                 `x.round_ties_even() as usize`, `(0..steps).rev()`, and a case for `Linspace` with one step.",
            ],
            story: "Song, Meng and Ermon published DDIM in 2020, four months after DDPM. It needs no new network: the one that was trained for a thousand random steps runs in fifty that are not random. The \
                    same noise then gives the same picture, at any number of steps nearly, and one can walk from a picture to its noise and back, on which many ways to edit pictures rest.",
        },
        answer,
        solution: Ddim { step: solution::step, times: solution::times },
        call: |answer, input| Functions { step: &answer.step, times: &answer.times }.run(input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Step(given) => {
                let (n, d) = given.x.values.dim();
                format!(
                    "step: {n} samples of {d}, ᾱ from {:.4e} to {:.4e}, η = {:.2}",
                    given.from, given.to, given.eta
                )
            }
            Input::Times { trained, steps, spacing } => format!("times: {steps} of {trained}, {spacing:?}"),
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "x and the noise in single precision", bend: |k: &mut Knobs| k.single = true },
            Style { name: "roots of negative numbers are made 0", bend: |k| k.guarded = true },
            Style { name: "the mistake is in one of the spacings alone", bend: |k| k.only = Only::Trailing },
            Style { name: "in another one", bend: |k| k.only = Only::Linspace },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// a / b to the nearest, a half to the even neighbour.
fn rounded(a: usize, b: usize) -> usize {
    let (whole, rest) = (a / b, a % b);
    match (2 * rest).cmp(&b) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Equal => whole + whole % 2,
        std::cmp::Ordering::Greater => whole + 1,
    }
}

/// In whole numbers, from the definition.
fn times(trained: usize, steps: usize, spacing: Spaced) -> Vec<usize> {
    let all = (0..steps).map(|i| match spacing {
        Spaced::Leading => i * (trained / steps),
        Spaced::Linspace if steps == 1 => 0,
        Spaced::Linspace => rounded(i * (trained - 1), steps - 1),
        Spaced::Trailing => rounded((i + 1) * trained, steps) - 1,
    });
    let mut all: Vec<usize> = all.collect();
    all.reverse();
    all
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        Input::Step(given) => {
            let Given { from, to, eta, .. } = *given;
            let sigma = if eta == 0.0 {
                0.0
            } else {
                eta * ((1.0 - to) / (1.0 - from)).sqrt() * (1.0 - from / to).sqrt()
            };
            let [x, noise, fresh] = [&given.x, &given.noise, &given.fresh].map(Matrix::double);
            let step = kernel::Step { x: x.view(), noise: noise.view(), fresh: fresh.view() };
            let precision = super::kernel_precision(precision);
            vec![Part::array("step", &kernel::ddim_step(step, [from, to], sigma, precision)?)]
        }
        Input::Times { trained, steps, spacing } => vec![shown(&times(*trained, *steps, *spacing))],
    })
}
