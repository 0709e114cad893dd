//! `reduce_scatter`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
pub(crate) mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Part, Plan, Precision, Reference};
use sharding::{ReduceScatter, solution};

use crate::summed::{Input, Values};
use crate::talk::{Ranks, ranked};
use bent::Knobs;

pub(super) fn plan(answer: Option<ReduceScatter>) -> Plan<ReduceScatter, Input, Ranks<Values>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "reduce_scatter",
            title: "Reduce-scatter on a ring",
            level: Level::Medium,
            minutes: 35,
            year: 2009,
            needs: &[],
            text: "sharding.html#reduce-scatter",
            hints: [
                "Follow one shard alone. Its sum has to pass every rank once, and each adds its own values as the sum comes by. It should end at \
                 the rank that is to have it: where does it have to begin?",
                "The sum of shard r ends at rank r, so it begins at rank r + 1 with the values of that rank, and goes N − 1 times to the next. Seen \
                 from rank r: it begins with its values of shard r − 1, and in step s (from 1) what comes in is the sum so far of \
                 shard r − 1 − s.",
                "`let mut sum = values[shard(n, size, (rank + size - 1) % size)].to_vec()`; then N − 1 times send `sum` to `(rank + 1) % size`, \
                 let `sum` be what comes from `(rank + size - 1) % size`, and add to it the own values of the shard that it is a sum of.",
            ],
            story: "N sums are on their way at the same time, one on each link, and none of them waits for another. Each rank has sent the whole \
                    less one shard. NCCL has done this since its first version, and FSDP calls it once for each layer on the way back: what a \
                    rank gets is the gradient of the weights that it keeps.",
        },
        answer,
        solution: ReduceScatter {
            floats: solution::reduce_scatter::reduce_scatter,
            integers: solution::reduce_scatter::reduce_scatter,
        },
        call: |answer, input| input.run(answer.floats, answer.integers),
        reference: Reference { run: reference, ran: || "the sum, and of it the places of each rank".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: Input::describe,
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

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let (ranks, length) = (input.ranks(), input.length());
    let sum = input.sum(precision);
    // Dealt out one by one, each rank gets so many of the places.
    let mut start = 0;
    let shards = (0..ranks).map(|rank| {
        let count = (0..length).filter(|place| place % ranks == rank).count();
        start += count;
        vec![sum.part(start - count, count)]
    });
    Ok(ranked(shards))
}
