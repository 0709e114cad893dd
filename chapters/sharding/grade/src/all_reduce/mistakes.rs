//! The typical mistakes of `all_reduce`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Half, Knobs, Mean, Parts};
use super::roads::Road;

const GATHERED: &str = "values.copy_from_slice(&all_gather(comm, &shard))";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_the_sum();
    all.extend(of_the_gathering());
    all.extend(of_the_method());
    all
}

fn of_the_sum() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "receives_first",
            "every rank receives before it sends, so that all wait for all. Send first: a send does not wait.",
            |k| k.receive_first = true,
        ),
        Mistake::<Knobs>::new(
            "one_rank_alone",
            "each shard has the values of one rank alone. Either what comes in takes the place of what was there in the first half, too, where it is to \
             be added; or the second half hands out another shard than the one that the rank has summed: a ring in which rank r begins with \
             shard r leaves it with the sum of shard r + 1; or the first half is missing, or a step of it.",
            |k| k.reduce = Half::Swapped,
        ),
        Mistake::<Knobs>::new(
            "one_rank_missing",
            "every sum lacks the values of one rank: what is handed round in the second half are sums that the last rank has not added to. Which \
             shard has a rank summed when the first half ends? A ring in which rank r begins with shard r − 1 leaves it with shard r.",
            |k| k.ahead = 1,
        ),
        Mistake::<Knobs>::new(
            "same_shard_summed",
            "in the first half each rank sends the same shard in every step, so that no sum gets further than to the next rank. After the first step, \
             send on what came in the step before, with the own values added.",
            |k| k.reduce = Half::SameShard,
        ),
        Mistake::<Knobs>::new(
            "sums_count_up",
            "in the first half the shard that is sent has the number + step instead of − step. What came in in the step before is the shard \
             before: that is the one to send on.",
            |k| k.reduce = Half::CountsUp,
        ),
        Mistake::<Knobs>::new(
            "only_the_neighbour_added",
            "the sums have the values of two ranks alone: each rank sends its values as they were given, and not the sums that have come in.",
            |k| k.reduce = Half::AsGiven,
        ),
        Mistake::<Knobs>::new(
            "mean_each_hop",
            "every rank divides by N what it hands on, so that the values of the first rank are divided N − 1 times. The sum is wanted; a mean would be \
             divided once.",
            |k| k.mean = Mean::EachHop,
        ),
        Mistake::<Knobs>::new(
            "mean",
            "it gives the mean over the ranks. The sum is wanted; who needs the mean divides it.",
            |k| k.mean = Mean::Once,
        ),
        Mistake::<Knobs>::new(
            "rest_left_out",
            "all shards have ⌊n/N⌋ values, and what is left behind the last one is summed by nobody. Let shards have different lengths: `shard`.",
            |k| k.parts = Parts::Floor,
        ),
        Mistake::<Knobs>::new(
            "overlapping",
            "shards have ⌈n/N⌉ values, but begin at r ⌊n/N⌋, so that neighbours share places, and what stands there is summed twice. Let \
             each begin where the one before ends.",
            |k| k.parts = Parts::Overlap,
        ),
        Mistake::<Knobs>::new(
            "empty_not_sent",
            "an empty shard is not sent, and the next rank waits for it. Send it: a message may be empty.",
            |k| k.but_nothing = true,
        ),
    ]
}

fn of_the_gathering() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_shard_alone",
            "each rank has the sum in its own shard alone, and what it had before in the rest. That is a reduce-scatter; an all-gather has to follow.",
            |k| k.gather = Half::Missing,
        )
        .edit(
            GATHERED,
            "let own = sharding::shard(values.len(), comm.size(), comm.rank());\n    values[own].copy_from_slice(&shard)",
        ),
        Mistake::<Knobs>::new(
            "gathering_adds",
            "what comes in is added in the second half, too. There it is the whole sum already, and takes the place of what is there.",
            |k| k.gather = Half::Swapped,
        ),
        Mistake::<Knobs>::new(
            "gathering_stops_early",
            "there is one step too few in the second half: one shard, that of the next rank, is not the sum. N − 1 are needed.",
            |k| k.gather = Half::OneStepTooFew,
        ),
        Mistake::<Knobs>::new(
            "same_shard_gathered",
            "in the second half each rank sends its own shard in every step, so that no sum gets further than to the next rank. After the first step, \
             send on what came in the step before.",
            |k| k.gather = Half::SameShard,
        ),
        Mistake::<Knobs>::new(
            "gathering_counts_up",
            "in the second half the shard that is sent has the number + step instead of − step: sums are overwritten by what is none. What came in \
             in the step before is the shard before: that is the one to send on.",
            |k| k.gather = Half::CountsUp,
        ),
        Mistake::<Knobs>::new(
            "gathers_what_was_given",
            "what is handed round in the second half are the values as they were given, and not the sums.",
            |k| k.gather = Half::AsGiven,
        ),
        Mistake::<Knobs>::new(
            "at_the_root_alone",
            "rank 0 alone has the sum; the others have their own values. That is a reduce. All ranks need it.",
            |k| k.road = Road::RootAlone,
        ),
    ]
}

fn of_the_method() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "full_circle",
            "each rank sends N shards in a half, and N − 1 are enough: there is one step too many, and what comes with it is known already.",
            |k| k.idle = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "through_the_root",
            "all values go to rank 0, and the sum from there to all: the link of rank 0 carries N − 1 times the whole, and all others wait for it. Let each \
             rank sum one shard.",
            |k| k.road = Road::Root,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "whole_up_a_tree",
            "ranks add in pairs, then pairs of pairs, up to rank 0, and the sum goes the same way back. That takes few steps, which is good for short \
             messages; but rank 0 sends the whole more than once, and most ranks wait. Let each rank sum one shard.",
            |k| k.road = Road::Tree,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "whole_in_pairs",
            "ranks swap the whole with a partner at distance 1, then 2, 4 and so on, and add. That takes log₂ N steps, which is good for short messages; but \
             each sends the whole log₂ N times. Let partners swap halves, then quarters, or let each rank sum one shard.",
            |k| k.road = Road::Doubling,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "whole_along_a_chain",
            "the whole goes from rank to rank up to the last one, each adding its values, and the sum comes back the same way: each sends the whole twice, \
             and all but one wait. Cut it into shards, and let them be on their way at the same time.",
            |k| k.road = Road::Chain,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "everything_to_all",
            "every rank gets the values of all ranks, and adds them up: each sends the whole N − 1 times, where twice the whole less a \
             shard would do. And if ranks add in different orders, their sums are not the same to the last bit. Send what is added already.",
            |k| k.road = Road::Everything,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "one_after_another",
            "one shard goes round and is summed and handed out, then the next, so that most links wait most of the time. All N can be on their way at \
             once, each on another link.",
            |k| k.road = Road::InTurn,
        )
        .by_law(),
    ]
}
