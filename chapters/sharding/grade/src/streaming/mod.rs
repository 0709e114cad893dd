//! `streaming`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference computes the way of one weight after the other, on all ranks at once and without messages.

mod alternatives;
mod bent;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod others;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference};
use ndarray::NdFloat;
use serde::{Deserialize, Serialize};
use sharding::{Communicator, Global, Streaming, StreamingDiloco, Worker, solution};

use crate::diloco::workers::{When, in_precision};
use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;
use inputs::Input;

/// What a rank has in the end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    local: Vec<f64>,
    global: Vec<f64>,
    velocity: Vec<f64>,
    /// That the worker has made.
    steps: i64,
}

impl Output for State {
    fn parts(&self) -> Vec<Part> {
        let real = |name: &str, values: &Vec<f64>| Part::real(name, [values.len()], values.iter().copied());
        vec![
            real("own weights", &self.local),
            real("global weights", &self.global),
            real("velocity", &self.velocity),
            Part::whole("inner steps", [], [self.steps]),
        ]
    }
}

fn run(
    input: &Input,
    answer: impl Fn(&dyn Communicator, &Streaming, &mut Global, &mut dyn Worker, usize) -> Vec<f64> + Sync,
) -> Ranks<State> {
    let team = &input.team;
    talk(team.ranks(), |comm| {
        let mut global = Global { weights: team.weights.clone(), velocity: team.velocity.clone() };
        let mut worker = team.worker(comm.rank());
        let local = answer(comm, &input.plan(), &mut global, &mut worker, input.steps);
        State { local, global: global.weights, velocity: global.velocity, steps: worker.steps as i64 }
    })
}

pub(super) fn plan(answer: Option<StreamingDiloco>) -> Plan<StreamingDiloco, Input, Ranks<State>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "streaming",
            title: "Streaming DiLoCo",
            level: Level::Hard,
            minutes: 40,
            year: 2025,
            needs: &["sharding/diloco"],
            text: "sharding/seldom.html#streaming",
            hints: [
                "Write down for P = 2, H = 4 and τ = 1 what happens after each of eight steps: which fragment is launched, and which is applied? How many are on their way at a time?",
                "At the launch nothing changes: Δ of the fragment is measured, and put aside. When it is applied, there are three weights in each place: the old global one, from which \
                 the outer step is made; the new global one, which is kept; and the own one, which is mixed with it afterwards.",
                "`beat = every / fragments`; after the inner step number `step` (from 1) the fragment is `shard(n, fragments, (step - 1) / beat % fragments)`. It is launched if \
                 `(step + delay) % beat == 0`, and applied if `step % beat == 0`. `all_reduce` may stand in either place.",
            ],
            story: "As much is sent as by DiLoCo, but never all at once: the peak of the network is one part in P, and for τ steps nobody waits for it. \
                    torchft has it with α = 0 by default, which throws away what a rank did for the fragment while it was on its way.",
        },
        answer,
        solution: solution::streaming::streaming,
        call: |answer, input| run(input, answer),
        reference: Reference {
            run: |input, precision: Precision| {
                let states = in_precision(
                    precision,
                    |nudged| right::<f64>(input, nudged),
                    || right::<f32>(input, false),
                );
                Ok::<_, Missing>(ranked(states.iter().map(Output::parts)))
            },
            ran: || "one weight after the other, on all ranks at once".into(),
        },
        cases: inputs::cases(),
        fresh: Fresh { count: 6, make: inputs::fresh },
        describe: |input| {
            let Input { every, fragments, delay, own, steps, .. } = input;
            format!(
                "H = {every}, P = {fragments}, τ = {delay}, α = {own:.3}, {steps} steps: {}",
                input.team.describe()
            )
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// What each rank has in the end.
fn right<F: NdFloat>(input: &Input, nudged: bool) -> Vec<State> {
    let team = &input.team;
    let empty = State { local: vec![], global: vec![], velocity: vec![], steps: input.steps as i64 };
    let mut states = vec![empty; team.ranks()];
    let double = |x: F| x.to_f64().expect("a number");
    let (count, fragments, beat) = (team.weights.len(), input.fragments, input.beat());
    for at in 0..count {
        // The first count % P fragments have one weight more.
        let (each, more) = (count / fragments, count % fragments);
        let long = more * (each + 1);
        let fragment = if at < long { at / (each + 1) } else { more + (at - long) / each };
        // It is applied once in H steps, for the first time at its own beat.
        let applied = |step: usize| step % input.every == (fragment + 1) * beat % input.every;
        let launched = |step: usize| applied(step + input.delay);
        let when = When { steps: input.steps, launched: &launched, applied: &applied, own: input.own };
        let end = team.course::<F>(at, &when, nudged);
        for (state, local) in states.iter_mut().zip(end.local) {
            state.local.push(double(local));
            state.global.push(double(end.global));
            state.velocity.push(double(end.velocity));
        }
    }
    states
}
