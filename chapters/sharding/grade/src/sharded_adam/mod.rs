//! `sharded_adam`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod golden;
mod inputs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference, Style};
use ndarray::NdFloat;
use serde::{Deserialize, Serialize};
use sharding::{Adam, Communicator, Moments, ShardedAdam, shard, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;
use inputs::Input;

/// What a rank has after some steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    weights: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    steps: i64,
}

impl Output for State {
    fn parts(&self) -> Vec<Part> {
        let real = |name: &str, values: &Vec<f64>| Part::real(name, [values.len()], values.iter().copied());
        vec![
            real("weights", &self.weights),
            real("first", &self.first),
            real("second", &self.second),
            Part::whole("steps", [], [self.steps]),
        ]
    }
}

fn run(
    input: &Input,
    step: impl Fn(&Adam, &mut Moments, &mut [f64], &[f64]) + Sync,
    zero_1: impl Fn(&dyn Communicator, &Adam, &mut Moments, &mut [f64], &[f64]) + Sync,
) -> Ranks<State> {
    let adam = input.adam();
    talk(input.ranks(), |comm| {
        let mut weights = input.weights.clone();
        let own = shard(weights.len(), comm.size(), comm.rank());
        let mut moments = Moments::new(own.len());
        for gradients in &input.gradients {
            let gradient = &gradients[comm.rank()];
            if input.alone {
                step(&adam, &mut moments, &mut weights, gradient);
            } else {
                zero_1(comm, &adam, &mut moments, &mut weights, gradient);
            }
        }
        let Moments { steps, first, second } = moments;
        State { weights, first, second, steps: steps.into() }
    })
}

pub(super) fn plan(answer: Option<ShardedAdam>) -> Plan<ShardedAdam, Input, Ranks<State>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "sharded_adam",
            title: "AdamW on shards",
            level: Level::Medium,
            minutes: 30,
            year: 2019,
            needs: &["sharding/zero_bytes"],
            text: "sharding/shards.html#sharded-adam",
            hints: [
                "What does Adam's step for one weight want to know of the other weights? So which part of the means does a rank need that updates its shard only?",
                "Count the step first: t is 1 in the first one. Bring both means up to date, divide each by 1 − βᵗ, and take both decay and update from the weight as it was. \
                 For all ranks: reduce-scatter the gradient, divide by the number of ranks, step on the own shard, all-gather.",
                "`moments.steps += 1`, then for each place `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g g`, `w -= rate * (decay * w + m̂ / (v̂.sqrt() + epsilon))`. In \
                 `zero_1`, `let own = shard(weights.len(), comm.size(), comm.rank())`, and `step` gets `&mut weights[own.clone()]`.",
            ],
            story: "12 of 16 bytes for each weight are the optimizer's, so this alone is most of what ZeRO saves, and it costs no traffic. It works because Adam looks at one place at a time. \
                    LAMB, which wants the norm of a whole layer, Shampoo and Muon, which want a whole matrix, do not: they have to gather first.",
        },
        answer,
        solution: ShardedAdam { step: solution::sharded_adam::step, zero_1: solution::sharded_adam::zero_1 },
        call: |answer, input| run(input, answer.step, answer.zero_1),
        reference: Reference {
            run: |input, precision| {
                Ok::<_, Missing>(match precision {
                    Precision::Double => right::<f64>(input, false),
                    Precision::Float => right::<f32>(input, false),
                    Precision::Nudged => right::<f64>(input, true),
                })
            },
            ran: || "AdamW on one process, with the means written out as sums over all steps".into(),
        },
        cases: inputs::cases(),
        fresh: Fresh { count: 6, make: inputs::fresh },
        describe: |input| {
            let (count, steps, ranks) = (input.weights.len(), input.gradients.len(), input.ranks());
            let what = if input.alone { "step".into() } else { format!("zero_1 on {ranks} ranks") };
            format!("{what}: {count} weights, {steps} step{}", if steps == 1 { "" } else { "s" })
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "`zero_1` has a step of its own, and right", bend: |k: &mut Knobs| k.apart = true },
            Style { name: "takes 1 for a t of 0", bend: |k| k.guarded = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// On one process with the mean of the gradients. A mean after t steps is (1 − β) Σ βᵗ⁻ⁱ gᵢ.
fn right<F: NdFloat>(input: &Input, nudged: bool) -> Vec<Part> {
    let number = |x: f64| F::from(x).expect("a number");
    let moved = |at: usize, x: f64| {
        let by = if at % 2 == 0 { 1.0 } else { -1.0 };
        number(if nudged { x * (1.0 + by * f64::from(f32::EPSILON)) } else { x })
    };
    let [one, rate, decay, epsilon] = [1.0, input.rate, input.decay, input.epsilon].map(number);
    let betas = input.betas.map(number);
    let (count, ranks) = (input.weights.len(), input.ranks());
    let sum = |gs: &[F], power: i32, beta: F| {
        let last = gs.len() as i32;
        let terms = gs.iter().zip(1..).map(|(g, i)| beta.powi(last - i) * g.powi(power));
        (one - beta) * terms.fold(F::zero(), |a, b| a + b)
    };
    let (mut weights, mut first, mut second) = (vec![], vec![], vec![]);
    for at in 0..count {
        let mean = |gradients: &Vec<Vec<f64>>| {
            let all = gradients.iter().enumerate().map(|(rank, g)| moved(at + rank, g[at]));
            all.fold(F::zero(), |a, b| a + b) / number(ranks as f64)
        };
        let gs: Vec<F> = input.gradients.iter().map(mean).collect();
        let mut w = moved(at, input.weights[at]);
        for t in 1..=gs.len() {
            let [m, v] = [(1, betas[0]), (2, betas[1])]
                .map(|(power, beta)| sum(&gs[..t], power, beta) / (one - beta.powi(t as i32)));
            w = w * (one - rate * decay) - rate * m / (epsilon + v.sqrt());
        }
        weights.push(w);
        first.push(sum(&gs, 1, betas[0]));
        second.push(sum(&gs, 2, betas[1]));
    }
    let double = |values: &[F]| values.iter().map(|x| x.to_f64().expect("a number")).collect::<Vec<_>>();
    let state = |rank: usize| {
        let (each, more) = (count / ranks, count % ranks);
        let from = rank * each + rank.min(more);
        let own = from..from + each + usize::from(rank < more);
        State {
            weights: double(&weights),
            first: double(&first[own.clone()]),
            second: double(&second[own]),
            steps: input.gradients.len() as i64,
        }
    };
    ranked((0..ranks).map(|rank| state(rank).parts()))
}
