//! The typical mistakes of `zero_bytes`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Gathered, Knobs, Rounded, Sent, Shared};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_bytes(), of_shards(), of_the_peak(), of_traffic()].into_iter().flatten().collect()
}

fn of_bytes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "gradients_in_f32",
            "a gradient is counted with 4 bytes. Here it has 2, as its weight has.",
            |k| k.bytes[1] = 4,
        )
        .edit("const GRADIENT: u64 = 2", "const GRADIENT: u64 = 4"),
        Mistake::<Knobs>::new(
            "no_copy_of_the_weights",
            "8 bytes are counted for the optimizer, its two means. It has a copy of the weight in f32 too: 12.",
            |k| k.bytes[2] = 8,
        )
        .edit("const OPTIMIZER: u64 = 12", "const OPTIMIZER: u64 = 8"),
        Mistake::new("everything_in_f32", "all numbers are counted with 4 bytes each, and one copy of a weight: 4 + 4 + 8. Weights and gradients have 2 bytes, and the \
             optimizer 12. Where nothing is shared it is the same sum.", |k| k.bytes = [4, 4, 8]),
        Mistake::<Knobs>::new(
            "no_gradients",
            "gradients are not counted. Each weight has one, of 2 bytes.",
            |k| k.bytes[1] = 0,
        )
        .edit("const GRADIENT: u64 = 2", "const GRADIENT: u64 = 0"),
        Mistake::new(
            "optimizer_forgotten",
            "where the optimizer's states are shared out they are not counted at all. A shard of them stays: 12 bytes for each weight of it.",
            |k| k.shared = Shared::OptimizerGone,
        ),
    ]
}

fn of_shards() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "rounded_down",
            "the shard of a unit is its length over the ranks, rounded down. The rank that has the most has one more where the ranks do not divide it: \
             `div_ceil`.",
            |k| k.rounded = Rounded::Down,
        )
        .edit("unit.div_ceil(ranks)", "unit / ranks"),
        Mistake::new(
            "all_in_one",
            "all weights are shared out in one, and only the sum is rounded. Each unit is shared out by itself, and each is rounded up.",
            |k| k.rounded = Rounded::OfAll,
        ),
        Mistake::<Knobs>::new(
            "one_more_always",
            "a shard is counted with one more than the length over the ranks, also where the ranks divide it. Round up: `div_ceil`.",
            |k| k.rounded = Rounded::OneMore,
        )
        .edit("unit.div_ceil(ranks)", "unit / ranks + 1"),
        Mistake::new(
            "bytes_divided",
            "the bytes of what is shared out are added up for all weights, and divided by the ranks. A rank has whole weights of each unit: round the weights of \
             each unit up first, and multiply by the bytes then.",
            |k| k.rounded = Rounded::Bytes,
        ),
        Mistake::new(
            "a_stage_too_far",
            "what the next stage shares out is counted as shared already: gradients with the optimizer, or weights with the gradients.",
            |k| k.shared = Shared::OneMore,
        ),
        Mistake::new(
            "a_stage_behind",
            "what a stage is the first to share out is counted whole. ZeRO-1 shares the optimizer's states, 2 gradients too, 3 weights too.",
            |k| k.shared = Shared::OneFewer,
        ),
        Mistake::new(
            "only_the_newest",
            "only what is new in a stage is counted as shared, and what the stages before share is counted whole. Each stage shares that too.",
            |k| k.shared = Shared::OnlyTheLast,
        ),
    ]
}

fn of_the_peak() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "nothing_gathered",
            "the peak is what is held between steps. A unit cannot run on its shard: where weights are shared out, gathered ones come on top.",
            |k| k.gathered = Gathered::Never,
        ),
        Mistake::<Knobs>::new(
            "all_are_gathered",
            "with `reshard` all units are counted as gathered. Each is dropped before the next: it is the largest one.",
            |k| k.gathered = Gathered::All,
        )
        .edit("units.iter().copied().max().unwrap_or(0)", "units.iter().copied().sum::<u64>()"),
        Mistake::<Knobs>::new(
            "one_is_gathered",
            "without `reshard` one unit is counted as gathered. None is dropped after forward: at its end all of them are there.",
            |k| k.gathered = Gathered::Largest,
        )
        .edit("Zero::Weights { reshard: false } => units.iter().sum()", "Zero::Weights { reshard: false } => units.iter().copied().max().unwrap_or(0)"),
        Mistake::new(
            "less_the_own_shard",
            "of the gathered weights the own shard is not counted. It is there twice, as a shard and in the gathered unit.",
            |k| k.gathered = Gathered::LessShard,
        ),
        Mistake::<Knobs>::new(
            "the_last_unit",
            "the gathered unit is the last one. The peak is where the largest is gathered.",
            |k| k.gathered = Gathered::Last,
        )
        .edit("units.iter().copied().max().unwrap_or(0)", "units.last().copied().unwrap_or(0)"),
        Mistake::<Knobs>::new(
            "states_gathered",
            "gathered weights are counted with 16 bytes. Only the weights are gathered, 2 bytes each.",
            |k| k.gathered = Gathered::States,
        )
        .edit("held(zero, units, ranks) + WEIGHT * gathered", "held(zero, units, ranks) + (WEIGHT + GRADIENT + OPTIMIZER) * gathered"),
        Mistake::<Knobs>::new(
            "gathered_in_every_stage",
            "a gathered unit is counted also where weights are not shared out. There the unit is among the weights already.",
            |k| k.gathered = Gathered::EveryStage,
        )
        .edit("_ => 0,", "_ => units.iter().copied().max().unwrap_or(0),"),
    ]
}

fn of_traffic() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "two_rounds_always",
            "with `reshard` two rounds are counted. There are three: weights for forward, weights again for backward, gradients.",
            |k| k.sent = Sent::TwoAlways,
        )
        .edit("=> 3,", "=> 2,"),
        Mistake::<Knobs>::new(
            "three_rounds_without_reshard",
            "without `reshard` three rounds are counted. Weights stay gathered after forward, so that backward needs no second round of them.",
            |k| k.sent = Sent::ThreeAlways,
        )
        .edit("// Weights for forward, again for backward, and gradients.\n        Zero::Weights { reshard: true } => 3", "Zero::Weights { .. } => 3"),
        Mistake::<Knobs>::new(
            "an_all_reduce_is_two",
            "where nothing is shared out one round is counted. An all-reduce is a reduce-scatter and an all-gather: two.",
            |k| k.sent = Sent::ReduceOnly,
        )
        .edit("_ => 2,", "Zero::Nothing => 1,\n        _ => 2,"),
        Mistake::<Knobs>::new(
            "weights_do_not_travel",
            "with the optimizer or gradients shared out one round is counted, that of the gradients. New weights have to come to all ranks: a second.",
            |k| k.sent = Sent::GradientsOnly,
        )
        .edit("_ => 2,", "Zero::Optimizer | Zero::Gradients => 1,\n        _ => 2,"),
        Mistake::<Knobs>::new(
            "three_rounds_with_gradients",
            "with gradients shared out three rounds are counted. A reduce-scatter of gradients and an all-gather of weights are two.",
            |k| k.sent = Sent::ThreeFromGradients,
        )
        .edit("_ => 2,", "Zero::Gradients => 3,\n        _ => 2,"),
        Mistake::<Knobs>::new(
            "n_times",
            "a round is counted as n elements from each rank. Together they send n (N − 1): what a rank has, it need not be sent.",
            |k| k.sent = Sent::TimesRanks,
        )
        .edit("* (ranks - 1)", "* ranks"),
        Mistake::<Knobs>::new(
            "of_one_rank",
            "what one rank sends is given. Asked is what all of them send together.",
            |k| k.sent = Sent::OfOneRank,
        )
        .edit("* (ranks - 1)", "* (ranks - 1) / ranks"),
        Mistake::<Knobs>::new("bytes_sent", "bytes are given, 2 for each element. Asked is the number of elements.", |k| {
            k.sent = Sent::Bytes;
        })
        .edit("* (ranks - 1)", "* (ranks - 1) * WEIGHT"),
    ]
}
