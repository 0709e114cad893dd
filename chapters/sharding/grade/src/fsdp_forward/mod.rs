//! `fsdp_forward`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
pub(crate) mod cases;
pub(crate) mod gather;
pub(crate) mod laws;
mod mistakes;
pub(crate) mod network;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Part, Plan, Precision, Reference, Style};
use sharding::{Communicator, FsdpForward, Units, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;
use network::{Input, Right, Vectors, by_precision, parts};

/// Runs an answer on all ranks; weights that are shared out are not its own.
fn run(
    input: &Input,
    forward: impl Fn(&dyn Communicator, &dyn Units, &[Vec<f32>], &[f32]) -> Vec<Vec<f32>> + Sync,
) -> Ranks<Vectors> {
    let (network, shards) = (input.network(), input.shards());
    talk(input.ranks(), |comm| {
        let rank = comm.rank();
        Vectors(forward(comm, &network, &shards[rank], &input.inputs[rank]))
    })
}

pub(super) fn plan(answer: Option<FsdpForward>) -> Plan<FsdpForward, Input, Ranks<Vectors>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "fsdp_forward",
            title: "Forward with weights that are shared out",
            level: Level::Medium,
            minutes: 20,
            year: 2021,
            needs: &["sharding/zero_bytes"],
            text: "sharding/shards.html#fsdp-forward",
            hints: [
                "A unit runs on all its weights. When does it need them, and until when?",
                "For each unit: `sharding::collectives::all_gather` its shards, run it on the last activation, keep what comes out. What a loop's body has \
                 made is dropped at its end.",
                "Begin with `vec![input.to_vec()]`; for each unit push `units.forward(unit, &all_gather(comm, &shards[unit]), &activations[unit])`. Also where the \
                 own shard is empty: all ranks have to take part.",
            ],
            story: "With 32 units of one size a rank holds a 32nd of the weights beside its shards. PyTorch's FSDP gathers the next unit while this one \
                    computes, so it holds two; and a unit is whatever the user has wrapped, a block of the transformer as a rule.",
        },
        answer,
        solution: solution::fsdp_forward::forward,
        call: |answer, input| run(input, *answer),
        reference: Reference {
            run: reference,
            ran: || "the network on one process, with all weights".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: Input::describe,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "sends shards from each to each", bend: |k: &mut Knobs| k.direct = true },
            Style { name: "gathers all before the first runs, where it keeps all", bend: |k| k.early = true },
            Style { name: "runs a unit that it passes over on zeros", bend: |k| k.only_gathering = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: vec![],
    }
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let double = |nudged| {
        let right = Right::<f64>::of(input, nudged);
        ranked((0..input.ranks()).map(|rank| parts(&right.forward(input, rank, nudged), |&x| x)))
    };
    let float = || {
        let right = Right::<f32>::of(input, false);
        ranked((0..input.ranks()).map(|rank| parts(&right.forward(input, rank, false), |&x| f64::from(x))))
    };
    Ok(by_precision(precision, double, float))
}
