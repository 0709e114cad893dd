//! `quorum`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference is a single process that has one model, and averages the gradients of those whose gradients count.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;
mod roads;
mod training;
mod turns;
mod watched;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::{Communicator, FaultTolerant, Quorum, Replica, solution};

use crate::talk::{ranked, talk};
use bent::Knobs;
use training::Training;
use watched::Watched;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Input {
    /// Of one quorum.
    Sources {
        members: Vec<usize>,
        steps: Vec<u64>,
    },
    Steps(Training),
}

/// What a rank has after a step in which it was there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct After {
    /// From 0.
    step: usize,
    committed: bool,
    steps: u64,
    weights: Vec<f64>,
    momentum: Vec<f64>,
    /// Bytes that it sent to others.
    sent: usize,
}

/// What a rank has after each step in which it was there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Days(Vec<After>);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Outcome {
    Sources(Vec<Option<usize>>),
    Steps(Vec<Days>),
}

impl Output for Days {
    fn parts(&self) -> Vec<Part> {
        let of = |after: &After| {
            let real = |name: &str, values: &[f64]| {
                Part::real(format!("step {}: {name}", after.step + 1), [values.len()], values.iter().copied())
            };
            let whole =
                |name: &str, value: i64| Part::whole(format!("step {}: {name}", after.step + 1), [], [value]);
            [
                whole("committed", after.committed.into()),
                real("weights", &after.weights),
                real("momentum", &after.momentum),
                whole("steps", after.steps.min(1 << 60) as i64),
            ]
        };
        self.0.iter().flat_map(of).collect()
    }
}

impl Output for Outcome {
    fn parts(&self) -> Vec<Part> {
        match self {
            // −1 for none.
            Outcome::Sources(sources) => {
                let number = |source: &Option<usize>| source.map_or(-1, |rank| rank.min(1 << 60) as i64);
                vec![Part::whole("sources (−1: none)", [sources.len()], sources.iter().map(number))]
            }
            Outcome::Steps(days) => ranked(days.iter().map(Output::parts)),
        }
    }
}

/// Runs an answer, one step after the other: what is left behind in one does not reach the next, and who is away has ended.
fn run(
    input: &Input,
    sources: impl Fn(&Quorum) -> Vec<Option<usize>>,
    step: impl Fn(&dyn Communicator, &Quorum, &mut Replica, Option<&[f64]>) -> bool + Sync,
) -> Outcome {
    let training = match input {
        Input::Sources { members, steps } => {
            return Outcome::Sources(sources(&Quorum { members: members.clone(), steps: steps.clone() }));
        }
        Input::Steps(training) => training,
    };
    let size = training.ranks.len();
    let mut replicas = vec![Replica::new(&training.weights); size];
    let mut days: Vec<Days> = vec![Days(vec![]); size];
    for (day, known) in training.days().iter().enumerate() {
        let ended = talk(size, |comm| {
            let rank = comm.rank();
            if !known.quorum.members.contains(&rank) {
                return None;
            }
            let is_new = training.is_new(rank, day);
            let mut replica = if is_new { Replica::new(&training.weights) } else { replicas[rank].clone() };
            let gradient = training.gradient(rank, day, &replica.weights);
            let watched = Watched::new(comm, &known.quorum.members, day);
            let committed = step(&watched, &known.quorum, &mut replica, gradient.as_deref());
            Some((replica, committed, watched.sent()))
        });
        for (rank, ended) in ended.results.into_iter().enumerate() {
            let Some((replica, committed, sent)) = ended else { continue };
            let Replica { steps, weights, momentum } = replica.clone();
            days[rank].0.push(After { step: day, committed, steps, weights, momentum, sent });
            replicas[rank] = replica;
        }
    }
    Outcome::Steps(days)
}

pub(super) fn plan(answer: Option<FaultTolerant>) -> Plan<FaultTolerant, Input, Outcome, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "quorum",
            title: "Replicas that come and go",
            level: Level::Hard,
            minutes: 60,
            year: 2024,
            needs: &["sharding/ddp"],
            text: "sharding/quorum.html#quorum",
            hints: [
                "A ring over all ranks waits for those who are away. What does `all_reduce` know of the ranks, apart from what it asks a `Communicator`? \
                 And who of the members knows what the weights are?",
                "First those who are behind get all that `Replica` holds, from a member that is current; the lowest rank may be behind itself. Then all members add up: \
                 a current one its gradient, one that is behind or has none zeros, and one number more that says whether a gradient that counts is missing. \
                 The sum is the same on all, so all decide alike.",
                "Write a `struct Group` with `comm` and `members` and implement `Communicator` for it: `rank` is the place among the members, `size` their number, \
                 `post` and `take` look the rank up. Then `all_reduce(&group, &mut sum)` goes round the members alone. Divide by the number of `None`s in `sources`, not by the number of members.",
            ],
            story: "torchft does this for replicas that are whole groups of GPUs: a lighthouse tells who is there, who is behind fetches the state while the others compute, and adds zeros. \
                    Its authors try it by killing replicas while it trains, as the cases here do. What costs nothing is the step itself; what costs is to notice that somebody is gone.",
        },
        answer,
        solution: FaultTolerant { sources: solution::quorum::sources, step: solution::quorum::step },
        call: |answer, input| run(input, answer.sources, answer.step),
        reference: Reference {
            run: reference::reference,
            ran: || "a single process with one model, and the mean of the gradients that count".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: Input::describe,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "`step` has sources of its own, and right", bend: |k: &mut Knobs| k.apart = true },
            Style {
                name: "a gradient of NaN is taken for a missing one",
                bend: |k: &mut Knobs| k.nan_is_missing = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

impl Input {
    fn describe(&self) -> String {
        match self {
            Input::Sources { members, steps } => {
                format!("sources: members {members:?}, which have committed {steps:?} steps")
            }
            Input::Steps(training) => {
                let rank = |(rank, days): (usize, &String)| format!("rank {rank} {days}");
                let ranks: Vec<String> = training.ranks.iter().enumerate().map(rank).collect();
                format!(
                    "step: {} weights, {} (# there, . away, x there without a gradient, r there as a new process, n behind with a gradient of NaN)",
                    training.weights.len(),
                    ranks.join(", ")
                )
            }
        }
    }
}
