//! The typical mistakes of `fsdp_forward`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Chain, Knobs, Whose};
use super::gather::Gather;

const GATHER: &str = "all_gather(comm, &shards[unit])";
const END: &str = "    activations\n}";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_gathering(), of_memory(), of_activations()].into_iter().flatten().collect()
}

fn of_gathering() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_shard_alone",
            "a unit is run on the own shard of its weights. It wants all of them: gather them first.",
            |k| k.gather = Gather::OwnAlone,
        )
        .edit(GATHER, "shards[unit].clone()"),
        Mistake::new(
            "own_shard_and_zeros",
            "a unit runs with zeros where other ranks have weights. Gather what they have.",
            |k| k.gather = Gather::OwnAndZeros,
        ),
        Mistake::<Knobs>::new(
            "own_first",
            "the gathered weights begin with the own shard, another order on each rank. They stand in the order of the ranks.",
            |k| k.gather = Gather::OwnFirst,
        ),
        Mistake::new(
            "shards_backwards",
            "the gathered weights begin with the shard of the last rank. Rank 0's comes first.",
            |k| k.gather = Gather::Backwards,
        ),
        Mistake::new(
            "equal_lengths",
            "the place of a shard is its rank times the length of the own one. Shards are not all of one length: `shard` says where each \
             begins.",
            |k| k.gather = Gather::EqualLengths,
        ),
        Mistake::new(
            "mean_of_padded",
            "shards are padded with zeros and averaged, so that weights are divided by the number of ranks. They only have to be put side by side.",
            |k| k.gather = Gather::MeanOfPadded,
        ),
        Mistake::<Knobs>::new(
            "sum_of_padded",
            "weights come together by an all-reduce of shards padded with zeros: right, but twice the bytes, since zeros travel too. Use an all-gather.",
            |k| k.gather = Gather::SumOfPadded,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "through_the_root",
            "a unit's shards go to one rank, and the whole from there to all. That rank sends N − 1 times the whole. Use an all-gather on a ring.",
            |k| k.gather = Gather::Root,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "gathered_twice",
            "each unit is gathered twice. Once is enough in forward; the second time comes in backward.",
            |k| k.gather = Gather::Twice,
        )
        .by_law()
        .edit(GATHER, "all_gather(comm, &all_gather(comm, &shards[unit])[sharding::shard(units.length(unit), comm.size(), comm.rank())])"),
        Mistake::new(
            "digits_lost",
            "weights are rounded to bf16 on their way. Here they travel as f32.",
            |k| k.gather = Gather::HalfDigits,
        ),
        Mistake::<Knobs>::new(
            "empty_not_sent",
            "a rank does not send its shard where that is empty, and the others wait for it. A message may be empty: send it, or know from \
             `shard` that none comes.",
            |k| k.gather = Gather::EmptyUnsent,
        ),
        Mistake::<Knobs>::new(
            "passes_over_what_it_lacks",
            "a rank whose shard of a unit is empty does not take part in gathering it, and the others wait for it; a unit without weights is passed over by all. \
             An empty shard is gathered too: what the others have is wanted here as well.",
            |k| k.passes_over = true,
        )
        .edit(
            "let weights = all_gather(comm, &shards[unit]);",
            "if shards[unit].is_empty() {\n            let same = activations[unit].clone();\n            activations.push(same);\n            continue;\n        }\n        let \
             weights = all_gather(comm, &shards[unit]);",
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "all_units_at_once",
            "at some time the weights of all units are there at once: gathered before the first unit runs, or kept when theirs has run. Then \
             sharing them out has saved nothing. Gather a unit when it runs, and drop it when it has run.",
            |k| k.kept = true,
        )
        .by_law()
        .edit("// Here `weights` are dropped.", "std::mem::forget(weights);"),
        Mistake::new(
            "weights_of_the_first",
            "each unit is run with the weights of the first. Gather its own.",
            |k| k.whose = Whose::First,
        ),
        Mistake::new(
            "weights_of_the_one_before",
            "each unit is run with the weights of the one before it. Who gathers ahead has to keep two apart: those for now, and those for next.",
            |k| k.whose = Whose::Before,
        ),
    ]
}

fn of_activations() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "always_the_input",
            "each unit is given the input of the network. It gets what the unit before has made.",
            |k| k.chain = Chain::FirstInput,
        )
        .edit("&activations[unit]", "&activations[0]"),
        Mistake::new(
            "the_input_of_rank_0",
            "all ranks run on the input of rank 0. Weights are shared out here, inputs are not: each rank has its own.",
            |k| k.chain = Chain::OfRank0,
        ),
        Mistake::<Knobs>::new(
            "no_input",
            "what is given begins with the output of the first unit. Backward wants the input of each unit, so that of the first too.",
            |k| k.chain = Chain::NoInput,
        )
        .edit(END, "    activations.remove(0);\n    activations\n}"),
        Mistake::<Knobs>::new(
            "no_output",
            "the output is missing: what is given ends with the input of the last unit. It is one vector more than there are units.",
            |k| k.chain = Chain::NoOutput,
        )
        .edit(END, "    activations.pop();\n    activations\n}"),
        Mistake::<Knobs>::new(
            "output_alone",
            "only the output is given. Backward wants the input of each unit.",
            |k| k.chain = Chain::OutputAlone,
        )
        .edit(END, "    activations.split_off(units.count())\n}"),
        Mistake::<Knobs>::new(
            "last_first",
            "what is given begins with the output and ends with the input. Place u is the input of unit u.",
            |k| k.chain = Chain::LastFirst,
        )
        .edit(END, "    activations.reverse();\n    activations\n}"),
    ]
}
