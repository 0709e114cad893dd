//! `mixed_precision`: its cases, reference, properties, mistakes and alternatives.
//!
//! An answer takes several steps, each from the state that it has left. Gradients are multiplied by its own scale and rounded, as a backward pass
//! would leave them: a scale that is too large makes them infinite.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod scaler;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::{Format, Mixed, MixedPrecision, Recipe, solution};

use bent::Knobs;

/// A state to begin with, a recipe, and the gradients of several steps, as they are without a scale.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    bf16: bool,
    master: Vec<f32>,
    scale: f32,
    good: u32,
    rate: f32,
    max_norm: f32,
    growth: f32,
    backoff: f32,
    interval: u32,
    /// By step, replica and weight.
    steps: Vec<Vec<Vec<f32>>>,
}

/// A state, to be sent to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    master: Vec<f32>,
    working: Vec<f32>,
    scale: f32,
    good: u32,
    /// Whether each working weight is the master weight, rounded.
    rounded: Vec<bool>,
}

/// The states after all steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct States(Vec<State>);

impl Output for States {
    fn parts(&self) -> Vec<Part> {
        let step = |(at, state): (usize, &State)| {
            let State { master, rounded, scale, good, .. } = state;
            let master: Vec<f64> = master.iter().map(|&x| f64::from(x)).collect();
            parts(at, &master, rounded, f64::from(*scale), *good)
        };
        self.0.iter().enumerate().flat_map(step).collect()
    }
}

fn parts(at: usize, master: &[f64], rounded: &[bool], scale: f64, good: u32) -> Vec<Part> {
    let name = |what: &str| format!("step {}: {what}", at + 1);
    let flags = rounded.iter().map(|&is| i64::from(is));
    vec![
        Part::real(name("master"), [master.len()], master.iter().copied()),
        Part::whole(name("working is master, rounded"), [rounded.len()], flags),
        Part::real(name("scale"), [], [scale]),
        Part::whole(name("good"), [], [i64::from(good)]),
    ]
}

impl Input {
    fn format(&self) -> Format {
        if self.bf16 { Format::Bf16 } else { Format::F16 }
    }

    fn recipe(&self) -> Recipe {
        Recipe {
            format: self.format(),
            rate: self.rate,
            max_norm: self.max_norm,
            growth: self.growth,
            backoff: self.backoff,
            interval: self.interval,
        }
    }

    fn start(&self) -> Mixed {
        let working = self.master.iter().map(|&x| self.format().round(x)).collect();
        Mixed { master: self.master.clone(), working, scale: self.scale, good: self.good }
    }

    /// The gradients of a step as the backward passes leave them.
    fn scaled(&self, step: usize, scale: f32) -> Vec<Vec<f32>> {
        let round = |&x: &f32| self.format().round(x * scale);
        self.steps[step].iter().map(|replica| replica.iter().map(round).collect()).collect()
    }

    fn run(&self, answer: impl Fn(&Mixed, &[Vec<f32>], Recipe) -> Mixed) -> States {
        let mut state = self.start();
        let step = |at: usize| {
            state = answer(&state, &self.scaled(at, state.scale), self.recipe());
            let Mixed { master, working, scale, good } = state.clone();
            let same = |(&a, &b): (&f32, &f32)| self.format().round(a) == b || (a.is_nan() && b.is_nan());
            let rounded = working
                .iter()
                .enumerate()
                .map(|(at, b)| master.get(at).is_some_and(|a| same((a, b))))
                .collect();
            State { master, working, scale, good, rounded }
        };
        States((0..self.steps.len()).map(step).collect())
    }
}

pub(super) fn plan(answer: Option<MixedPrecision>) -> Plan<MixedPrecision, Input, States, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "mixed_precision",
            title: "Master weights and a loss scale",
            level: Level::Medium,
            minutes: 30,
            year: 2017,
            needs: &[],
            text: "sharding/room.html#mixed-precision",
            hints: [
                "In which of the numbers does a small step survive? And which of them may be infinite, so that nothing may be done with them?",
                "In this order: mean over replicas, divide by the scale, look for what is not finite, clip, step. The scale that divides is the one with which the \
                 gradients were made. A skipped step changes the scale and the count, and nothing else.",
                "A step is counted first, `good + 1`, and then compared with `interval`. At `interval` the count is 0 again, also if the scale could not grow. \
                 `recipe.format.round(…)` gives the working weights.",
            ],
            story: "The scale is PyTorch's `GradScaler` with its `_amp_update_scale_`, of which the defaults are 65536, times 2 after 2000 good steps, and times 0.5 \
                    after a bad one. Whoever trains in bf16 needs no scale, since its exponents are those of an f32, and needs the master weights all the more.",
        },
        answer,
        solution: solution::mixed_precision::mixed_precision,
        call: |answer, input| input.run(answer),
        reference: Reference { run: reference, ran: || "steps in double precision".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let (weights, replicas, steps) = (input.master.len(), input.steps[0].len(), input.steps.len());
            format!(
                "{steps} steps of {replicas} replicas with {weights} weights in {:?}, scale {:e}, interval {}",
                input.format(),
                input.scale,
                input.interval
            )
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| input.run(|state, gradients, recipe| knobs.step(state, gradients, recipe)),
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "a count that is compared with ≥", bend: |k| k.or_more = true },
            Style { name: "in double precision, rounded at the end", bend: |k| k.double = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let round = |x: f64| if precision == Precision::Float { f64::from(x as f32) } else { x };
    let nudge = if precision == Precision::Nudged { 1.0 + f64::from(f32::EPSILON) } else { 1.0 };
    let mut weights: Vec<f64> = input.master.iter().map(|&x| f64::from(x) * nudge).collect();
    let (mut scale, mut good) = (f64::from(input.scale), input.good);
    let mut all = Vec::new();
    for step in 0..input.steps.len() {
        let replicas = input.scaled(step, scale as f32);
        let column = |at: usize| replicas.iter().map(move |replica| f64::from(replica[at]));
        let finite = replicas.iter().flatten().all(|x| x.is_finite());
        if finite {
            let gradient: Vec<f64> = (0..weights.len())
                .map(|at| {
                    let sum = column(at).fold(0.0, |sum, x| round(sum + x * nudge));
                    round(sum / (replicas.len() as f64 * scale))
                })
                .collect();
            let norm = gradient.iter().fold(0.0, |sum, x| round(sum + x * x)).sqrt();
            let longest = f64::from(input.max_norm);
            let factor = if norm + 1e-6 > longest { longest / (norm + 1e-6) } else { 1.0 };
            for (weight, x) in weights.iter_mut().zip(gradient) {
                *weight = round(*weight - round(f64::from(input.rate) * factor * x));
            }
            good = (good + 1) % input.interval;
            let grown = scale * f64::from(input.growth);
            if good == 0 && grown <= f64::from(f32::MAX) {
                scale = grown;
            }
        } else {
            (scale, good) = (scale * f64::from(input.backoff), 0);
        }
        all.extend(parts(step, &weights, &vec![true; weights.len()], scale, good));
    }
    Ok(all)
}
