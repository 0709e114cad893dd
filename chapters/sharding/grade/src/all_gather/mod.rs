//! `all_gather`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference};
use serde::{Deserialize, Serialize};
use sharding::{AllGather, Communicator, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;

/// The shards of all ranks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Input {
    Floats(Vec<Vec<f32>>),
    Integers(Vec<Vec<i64>>),
}

/// What a rank has in the end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Whole {
    Floats(Vec<f32>),
    Integers(Vec<i64>),
}

impl Output for Whole {
    fn parts(&self) -> Vec<Part> {
        vec![match self {
            Whole::Floats(values) => Part::real("out", [values.len()], values.iter().map(|&x| f64::from(x))),
            Whole::Integers(values) => Part::whole("out", [values.len()], values.iter().copied()),
        }]
    }
}

impl Input {
    /// How many values each shard has, and the bytes of one.
    fn sizes(&self) -> (Vec<usize>, usize) {
        match self {
            Input::Floats(shards) => (shards.iter().map(Vec::len).collect(), size_of::<f32>()),
            Input::Integers(shards) => (shards.iter().map(Vec::len).collect(), size_of::<i64>()),
        }
    }

    fn run(
        &self,
        floats: impl Fn(&dyn Communicator, &[f32]) -> Vec<f32> + Sync,
        integers: impl Fn(&dyn Communicator, &[i64]) -> Vec<i64> + Sync,
    ) -> Ranks<Whole> {
        match self {
            Input::Floats(shards) => {
                talk(shards.len(), |comm| Whole::Floats(floats(comm, &shards[comm.rank()])))
            }
            Input::Integers(shards) => {
                talk(shards.len(), |comm| Whole::Integers(integers(comm, &shards[comm.rank()])))
            }
        }
    }
}

pub(super) fn plan(answer: Option<AllGather>) -> Plan<AllGather, Input, Ranks<Whole>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "all_gather",
            title: "All-gather on a ring",
            level: Level::Easy,
            minutes: 20,
            year: 2009,
            needs: &[],
            text: "sharding.html#all-gather",
            hints: [
                "In each step every rank sends one shard to the next, and receives one from the rank before. Which one does rank 2 know after \
                 the first step that it did not know before?",
                "Send what came in the step before, and in the first step the own one. In step s rank r sends the shard of rank r − s, and \
                 receives that of rank r − 1 − s, modulo the number of ranks.",
                "Keep `vec![Vec::new(); size]` with the own shard in its place, N − 1 times send one to `(rank + 1) % size` and put what \
                 `comm.receive(…)` gives into its place, and `concat()` in the end. Send before you receive: else all wait for all.",
            ],
            story: "Each rank has sent the whole less one shard, whatever the number of ranks, and no link was idle: that is as little as can be, \
                    since each rank lacks the whole less its own shard. FSDP calls this before every layer, forward and backward.",
        },
        answer,
        solution: AllGather {
            floats: solution::all_gather::all_gather,
            integers: solution::all_gather::all_gather,
        },
        call: |answer, input| input.run(answer.floats, answer.integers),
        reference: Reference { run: reference, ran: || "the shards, one after the other".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let (sizes, bytes) = input.sizes();
            let kind = if bytes == 4 { "floats" } else { "integers" };
            format!("{} ranks, shards of {sizes:?} {kind}", sizes.len())
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: vec![],
    }
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, _: Precision) -> Result<Vec<Part>, Missing> {
    let whole = match input {
        Input::Floats(shards) => Whole::Floats(shards.concat()),
        Input::Integers(shards) => Whole::Integers(shards.concat()),
    };
    let (sizes, _) = input.sizes();
    Ok(ranked(sizes.iter().map(|_| whole.parts())))
}
