//! The typical mistakes of `reduce_scatter`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Added, Index, Knobs, Mean, Parts, Road};

const ADD: &str = "*sum = *sum + value";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_the_ring();
    all.extend(of_places());
    all.extend(of_the_method());
    all
}

fn of_the_ring() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "receives_first",
            "every rank receives before it sends, so that all wait for all. Send first: a send does not wait.",
            |k| k.road = Road::ReceiveFirst,
        ),
        Mistake::<Knobs>::new(
            "owner_rotated",
            "rank r gets the sum of shard r + 1. That is where the ring of the textbooks ends, in which rank r begins with shard r. Each sum goes \
             N − 1 times to the next rank, which is one rank less than round: let rank r begin with shard r − 1.",
            |k| k.owner = 1,
        ),
        Mistake::<Knobs>::new(
            "own_values_only",
            "each rank gives its own values of its shard, and nothing was added to them. Either nothing is received, or what is received is added \
             to other places than those that are given in the end. Which sum comes in with the last message?",
            |k| k.road = Road::Nowhere,
        ),
        Mistake::<Knobs>::new(
            "own_shard_every_time",
            "in every step a rank adds its values of shard r to what comes in, so that places of different shards are added. What comes in \
             is another shard's sum in every step, and its own values of that shard have to be added.",
            |k| k.index = Index::Own,
        ),
        Mistake::<Knobs>::new(
            "added_one_off",
            "what comes in is the sum of one shard, and the own values that are added are those of the shard after it. In step s, from 1, the sum of \
             shard r − 1 − s comes in.",
            |k| k.index = Index::OneOff,
        )
        .edit("own((rank + 2 * size - 1 - step) % size)", "own((rank + 2 * size - step) % size)"),
        Mistake::<Knobs>::new(
            "counts_up",
            "the shard that is added is r + 1 + s in step s. What comes to rank r in step s began s ranks before it, with the shard \
             before that rank: r − 1 − s. So values of different shards are added.",
            |k| k.index = Index::Plus,
        ),
        Mistake::<Knobs>::new(
            "other_way",
            "messages go to rank r − 1, and the shards are those of a ring in which they go to rank r + 1. Either is right; together they add \
             values of different shards.",
            |k| k.road = Road::OtherWay,
        ),
        Mistake::<Knobs>::new(
            "one_step_too_few",
            "there is one step too few: rank r is left with the sum of shard r + 1, to which one rank has not added its values. N ranks \
             need N − 1 steps.",
            |k| k.more = -1,
        )
        .edit("for step in 1..size {", "for step in 1..size.max(2) - 1 {"),
        Mistake::<Knobs>::new(
            "one_step_too_many",
            "there is one step too many: the sums go on to the next rank, which adds its values a second time. N ranks need N − 1 steps.",
            |k| k.more = 1,
        )
        .edit("for step in 1..size {", "for step in 1..=size {"),
        Mistake::<Knobs>::new(
            "handed_on_unsummed",
            "what comes in takes the place of what was there, and is not added to it: rank r gets what rank r + 1 began with. That is an \
             all-gather. Add the own values before the sum is sent on.",
            |k| k.added = Added::Nothing,
        )
        .edit(ADD, "let _ = value"),
        Mistake::<Knobs>::new(
            "only_the_neighbour_added",
            "the sums have the values of two ranks alone, the own and those of the rank before. Each rank sends its values as it was given them, \
             and not the sum that came in, with its values added.",
            |k| k.added = Added::OwnSent,
        ),
        Mistake::<Knobs>::new(
            "mean_each_hop",
            "every rank divides by N what it hands on, so that the values of the first rank are divided N − 1 times. The sum is wanted; a mean \
             would be divided once.",
            |k| k.mean = Mean::EachHop,
        ),
        Mistake::<Knobs>::new(
            "mean",
            "it gives the mean over the ranks. The sum is wanted; who needs the mean divides it.",
            |k| k.mean = Mean::Once,
        ),
    ]
}

fn of_places() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "longest_first",
            "all shards have ⌈n/N⌉ values, and the last ones what is left, even nothing. That is how `chunks` cuts. `shard` spreads \
             what is left over the first ranks, so that no two lengths differ by more than 1.",
            |k| k.parts = Parts::Ceil,
        ),
        Mistake::<Knobs>::new(
            "rest_left_out",
            "all shards have ⌊n/N⌋ values, and what is left behind the last one is summed by nobody. The first n mod N shards have one value more.",
            |k| k.parts = Parts::Floor,
        ),
        Mistake::<Knobs>::new(
            "rest_at_the_last",
            "all shards have ⌊n/N⌋ values, and the last one has what is left as well. The first n mod N shards have one value more.",
            |k| k.parts = Parts::RestLast,
        ),
        Mistake::<Knobs>::new(
            "overlapping",
            "shards have ⌈n/N⌉ values, but begin at r ⌊n/N⌋, so that neighbours share places. Let each begin where the one before ends.",
            |k| k.parts = Parts::Overlap,
        ),
        Mistake::<Knobs>::new(
            "empty_not_sent",
            "an empty sum is not sent, and the next rank waits for it. Send it: a message may be empty.",
            |k| k.but_nothing = true,
        ),
    ]
}

fn of_the_method() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "at_the_root_alone",
            "rank 0 alone has its shard of the sum; the others have their own values. All ranks need a shard of the sum.",
            |k| k.road = Road::RootAlone,
        ),
        Mistake::<Knobs>::new(
            "whole_sum",
            "every rank gets the whole sum. That is an all-reduce, and sends twice as much. Give the shard of the rank.",
            |k| (k.road, k.whole) = (Road::Everything, true),
        ),
        Mistake::<Knobs>::new(
            "full_circle",
            "each rank sends N shards, and N − 1 are enough: there is one step too many, and what comes with it is not needed.",
            |k| k.idle = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "through_the_root",
            "all values go to rank 0, which adds them and sends the shards: each rank sends the whole and not the whole less a shard, and all of \
             it has to come in through the link of rank 0. Let sums go round.",
            |k| k.road = Road::Root,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "everything_to_all",
            "every rank gets all values of all ranks, and adds up its shard alone. Each sends the whole N − 1 times, where the whole less a shard \
             would do. Send what is added already.",
            |k| k.road = Road::Everything,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_to_each",
            "each rank sends its values of a shard to the rank that keeps it, which adds them. The values are right, and the bytes too, but it needs \
             a link from each to each; a ring needs N. Hand sums on from neighbour to neighbour.",
            |k| k.road = Road::Direct,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "one_after_another",
            "the sum of one shard goes round, then that of the next, so that most links wait most of the time. All N sums can be on their way at \
             once, each on another link.",
            |k| k.road = Road::InTurn,
        )
        .by_law(),
    ]
}
