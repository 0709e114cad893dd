//! `all_reduce`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod roads;

use judge::{Bent, Fresh, Level, Meta, Missing, Part, Plan, Precision, Reference, Style};
use sharding::{AllReduce, Communicator, Number, solution};

use crate::summed::{Input, Values};
use crate::talk::{Ranks, ranked};
use bent::Knobs;

pub(super) fn plan(answer: Option<AllReduce>) -> Plan<AllReduce, Input, Ranks<Values>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "all_reduce",
            title: "All-reduce of two halves",
            level: Level::Medium,
            minutes: 20,
            year: 2009,
            needs: &["sharding/reduce_scatter", "sharding/all_gather"],
            text: "sharding.html#all-reduce",
            hints: [
                "What does a rank have after a reduce-scatter, and what does an all-gather make of it?",
                "`super::reduce_scatter::reduce_scatter` and `super::all_gather::all_gather` are there to be called. Or write it as one ring on the \
                 values in place: N − 1 steps in which what comes in is added, then N − 1 in which it takes the place of what is there.",
                "`let shard = reduce_scatter(comm, values);`, and `values.copy_from_slice(…)` with what all_gather makes of the shard.",
            ],
            story: "This is what every data-parallel training does with its gradients. Baidu brought the ring from high-performance computing to deep \
                    learning in 2017, Horovod made it a habit, NCCL has it in hardware's reach. That each half is worth something alone was seen \
                    later: ZeRO and FSDP put the optimizer between the two.",
        },
        answer,
        solution: AllReduce {
            floats: solution::all_reduce::all_reduce,
            integers: solution::all_reduce::all_reduce,
        },
        call: |answer, input| {
            input.run(
                |comm, values| in_place(comm, values, answer.floats),
                |comm, values| in_place(comm, values, answer.integers),
            )
        },
        reference: Reference { run: reference, ran: || "the sum, the same on all ranks".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: Input::describe,
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "sums are formed beside the values", bend: |k: &mut Knobs| k.apart = true },
            Style { name: "rank r sums shard r + 1, as in the textbooks", bend: |k| k.owner = 1 },
            Style {
                name: "the same, and one step too few where nothing is added",
                bend: |k| (k.owner, k.too_few) = (1, true),
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn in_place<T: Number>(
    comm: &dyn Communicator,
    values: &[T],
    all_reduce: impl Fn(&dyn Communicator, &mut [T]),
) -> Vec<T> {
    let mut values = values.to_vec();
    all_reduce(comm, &mut values);
    values
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let sum = input.sum(precision);
    Ok(ranked((0..input.ranks()).map(|_| vec![sum.part(0, input.length())])))
}
