//! `fsdp_backward`: its reference, properties, mistakes and alternatives. The cases are those of `fsdp_forward`.

mod alternatives;
mod bent;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Part, Plan, Precision, Reference, Style};
use sharding::{Communicator, FsdpBackward, Units, solution};

use crate::fsdp_forward::cases;
use crate::fsdp_forward::network::{Input, Right, Vectors, by_precision, parts};
use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;

/// Runs an answer on all ranks; weights that are shared out and activations are not its own.
fn run(
    input: &Input,
    backward: impl Fn(&dyn Communicator, &dyn Units, &[Vec<f32>], &[Vec<f32>], &[f32]) -> Vec<Vec<f32>> + Sync,
) -> Ranks<Vectors> {
    let (network, shards, activations) = (input.network(), input.shards(), input.activations());
    talk(input.ranks(), |comm| {
        let rank = comm.rank();
        Vectors(backward(comm, &network, &shards[rank], &activations[rank], &input.gradients[rank]))
    })
}

pub(super) fn plan(answer: Option<FsdpBackward>) -> Plan<FsdpBackward, Input, Ranks<Vectors>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "fsdp_backward",
            title: "Backward with weights that are shared out",
            level: Level::Medium,
            minutes: 25,
            year: 2021,
            needs: &["sharding/fsdp_forward"],
            text: "sharding/shards.html#fsdp-backward",
            hints: [
                "Which unit's backward can run first? What does it need that forward has dropped, and what of its gradient does this rank need in the end?",
                "From the last unit to the first: gather its weights, call `units.backward` with its input and the gradient of its output, reduce-scatter \
                 the gradient of the weights, and go on with the gradient of the input.",
                "`let of = units.backward(unit, &all_gather(comm, &shards[unit]), &activations[unit], &gradient)`, then `reduce_scatter(comm, &of.weights)` over the \
                 number of ranks into place `unit`, and `gradient = of.input`. The gradient of the input stays on its rank.",
            ],
            story: "Gather, gather, reduce-scatter: three rounds where replicas have two. In exchange nothing that grows with the model is whole on any rank. Real \
                    FSDP gathers in bf16 and may reduce in f32, because sums over many ranks lose digits.",
        },
        answer,
        solution: solution::fsdp_backward::backward,
        call: |answer, input| run(input, *answer),
        reference: Reference {
            run: reference,
            ran: || "the mean gradient on one process, cut into shards".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: Input::describe,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "sends from each to each", bend: |k: &mut Knobs| k.direct = true },
            Style { name: "keeps the gradients, where it keeps all", bend: |k| k.late = true },
            Style { name: "divides nothing where it adds nothing", bend: |k| k.undivided = true },
            Style { name: "gathers what it passes over", bend: |k| k.gathers_still = true },
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
        let shards = Right::<f64>::of(input, nudged).backward(input, nudged);
        ranked(shards.iter().map(|shards| parts(shards, |&x| x)))
    };
    let float = || {
        let shards = Right::<f32>::of(input, false).backward(input, false);
        ranked(shards.iter().map(|shards| parts(shards, |&x| f64::from(x))))
    };
    Ok(by_precision(precision, double, float))
}
