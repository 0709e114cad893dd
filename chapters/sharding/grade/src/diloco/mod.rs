//! `diloco`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference computes the way of one weight after the other, on all ranks at once and without messages.

mod alternatives;
mod bent;
mod golden;
mod inputs;
pub(crate) mod laws;
mod mistakes;
mod promises;
pub(crate) mod roads;
pub(crate) mod workers;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Reference, Style};
use ndarray::NdFloat;
use serde::{Deserialize, Serialize};
use sharding::{Communicator, Diloco, Global, Outer, Worker, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;
use inputs::{Input, Task};
use workers::{When, in_precision, nesterov, number};

/// What a rank has in the end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    weights: Vec<f64>,
    velocity: Vec<f64>,
    /// That the worker has made.
    steps: i64,
}

impl Output for State {
    fn parts(&self) -> Vec<Part> {
        let real = |name: &str, values: &Vec<f64>| Part::real(name, [values.len()], values.iter().copied());
        vec![
            real("weights", &self.weights),
            real("velocity", &self.velocity),
            Part::whole("inner steps", [], [self.steps]),
        ]
    }
}

/// What each rank sends.
pub(crate) struct Traffics {
    pub(crate) messages: Vec<usize>,
    pub(crate) bytes: Vec<usize>,
}

impl Traffics {
    pub(crate) fn of<T>(ranks: &Ranks<T>) -> Traffics {
        let messages = ranks.traffic.iter().map(|traffic| traffic.messages).collect();
        Traffics { messages, bytes: ranks.traffic.iter().map(|traffic| traffic.sent).collect() }
    }
}

fn run(
    input: &Input,
    outer_step: impl Fn(&dyn Communicator, &Outer, &mut Global, &[f64]) + Sync,
    train: impl Fn(&dyn Communicator, &Outer, &mut Global, &mut dyn Worker, usize, usize) + Sync,
) -> Ranks<State> {
    let team = &input.team;
    let outer = team.optimizer();
    talk(team.ranks(), |comm| {
        let mut global = Global { weights: team.weights.clone(), velocity: team.velocity.clone() };
        let mut worker = team.worker(comm.rank());
        match &input.task {
            Task::Outer(rounds) => {
                for locals in rounds {
                    outer_step(comm, &outer, &mut global, &locals[comm.rank()]);
                }
            }
            Task::Train { every, rounds } => {
                train(comm, &outer, &mut global, &mut worker, *every, *rounds);
            }
        }
        let Global { weights, velocity } = global;
        State { weights, velocity, steps: worker.steps as i64 }
    })
}

pub(super) fn plan(answer: Option<Diloco>) -> Plan<Diloco, Input, Ranks<State>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "diloco",
            title: "DiLoCo: an outer optimizer",
            level: Level::Medium,
            minutes: 30,
            year: 2023,
            needs: &["sharding/ddp"],
            text: "sharding/seldom.html#diloco",
            hints: [
                "SGD takes the gradient off. If what it takes off is to bring the weights to where the ranks have gone, which way round does the difference have to be?",
                "Average old minus new over the ranks, bring v up to date, and step with Δ + μ v from the *old* global weights. A round: copy the global weights, let the \
                 worker step on the copy, and call `outer_step` with it.",
                "`let mut delta: Vec<f64> = …; all_reduce(comm, &mut delta)`, then for each place `mean = sum / size`, `v = momentum * v + mean`, \
                 `w -= rate * (mean + momentum * v)`. In `train`, `let mut local = global.weights.clone()` stands inside of the loop, and `worker.restart()` nowhere.",
            ],
            story: "With H = 500 ranks talk after one step in 500. OpenDiLoCo trained a billion weights so, on four machines, over a network that was not made for it. What looks like a detail, \
                    momentum in the outer step, is what it has over averaging weights, which federated learning had done for years.",
        },
        answer,
        solution: Diloco { outer_step: solution::diloco::outer_step, train: solution::diloco::train },
        call: |answer, input| run(input, answer.outer_step, answer.train),
        reference: Reference {
            run: |input, precision| {
                let state = in_precision(
                    precision,
                    |nudged| right::<f64>(input, nudged),
                    || right::<f32>(input, false),
                );
                Ok::<_, Missing>(ranked((0..input.team.ranks()).map(|_| state.parts())))
            },
            ran: || "one weight after the other, on all ranks at once".into(),
        },
        cases: inputs::cases(),
        fresh: Fresh { count: 6, make: inputs::fresh },
        describe: |input| {
            let rounds = input.rounds();
            let what = match input.task {
                Task::Outer(_) => format!("outer_step, {rounds} round{}", if rounds == 1 { "" } else { "s" }),
                Task::Train { every, .. } => {
                    let inner = if input.team.adam { "AdamW" } else { "SGD" };
                    format!("train, {rounds} × {every} steps of {inner}")
                }
            };
            format!("{what}: {}", input.team.describe())
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![Style {
            name: "`train` has an outer step of its own, and right",
            bend: |k: &mut Knobs| k.apart = true,
        }],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// What all ranks have in the end.
fn right<F: NdFloat>(input: &Input, nudged: bool) -> State {
    let team = &input.team;
    let by = if nudged { 1.0 + f64::from(f32::EPSILON) } else { 1.0 };
    let (mut weights, mut velocity) = (vec![], vec![]);
    for at in 0..team.weights.len() {
        let (w, v) = match &input.task {
            Task::Outer(rounds) => {
                let (mut w, mut v) = (number::<F>(team.weights[at] * by), number::<F>(team.velocity[at]));
                for locals in rounds {
                    let sum = locals.iter().fold(F::zero(), |sum, local| sum + number(local[at] * by));
                    let delta = w - sum / number(locals.len() as f64);
                    w = nesterov(w, &mut v, delta, team.rate, team.momentum);
                }
                (w, v)
            }
            Task::Train { every, rounds } => {
                let ends = |step: usize| step.is_multiple_of(*every);
                let when = When { steps: every * rounds, launched: &ends, applied: &ends, own: 0.0 };
                let end = team.course::<F>(at, &when, nudged);
                (end.global, end.velocity)
            }
        };
        weights.push(w.to_f64().expect("a number"));
        velocity.push(v.to_f64().expect("a number"));
    }
    let steps = input.trained().map_or(0, |[every, rounds]| (every * rounds) as i64);
    State { weights, velocity, steps }
}
