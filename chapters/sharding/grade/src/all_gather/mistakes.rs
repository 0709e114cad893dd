//! The typical mistakes of `all_gather`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Knobs, Order, Road, Sent};

const SEND: &str = "&shards[(rank + size - step) % size]";
const WHOLE: &str = "shards.concat()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "receives_first",
            "every rank receives before it sends, so that all wait for all. Send first: a send does not wait.",
            |k| k.road = Road::ReceiveFirst,
        ),
        Mistake::<Knobs>::new(
            "own_every_time",
            "each step sends the own shard, so that nothing gets further than to the next rank. After the first step, hand on what came in \
             the step before.",
            |k| k.sent = Sent::Own,
        )
        .edit(SEND, "&shards[rank]"),
        Mistake::<Knobs>::new(
            "wrong_way_round",
            "in step s rank r sends the shard of rank r + s, which has not come to it. What it has is the shard of rank r − s: what was sent to \
             it comes from the ranks before.",
            |k| k.sent = Sent::Plus,
        ),
        Mistake::<Knobs>::new(
            "one_step_too_few",
            "there is one step too few: the shard of the next rank is missing. N ranks need N − 1 steps.",
            |k| k.more = -1,
        )
        .edit("0..size - 1", "0..size.saturating_sub(2)"),
        Mistake::<Knobs>::new(
            "one_step_too_many",
            "there are N steps: the last one brings each rank its own shard back. N − 1 are enough.",
            |k| k.more = 1,
        )
        .by_law()
        .edit("0..size - 1", "0..size"),
        Mistake::<Knobs>::new(
            "own_first",
            "the whole begins with the own shard, then comes the next rank's: another order on each rank. The shards stand in the order of the \
             ranks, on all.",
            |k| k.order = Order::OwnFirst,
        )
        .edit(WHOLE, "shards.rotate_left(rank);\n    shards.concat()"),
        Mistake::<Knobs>::new(
            "as_arrived",
            "the shards stand in the order in which they came, which is another one on each rank. Put each in the place of the rank that it is \
             from.",
            |k| k.order = Order::AsArrived,
        ),
        Mistake::<Knobs>::new("backwards", "the shard of the last rank comes first. Rank 0's comes first.", |k| {
            k.order = Order::Backwards;
        })
        .edit(WHOLE, "shards.reverse();\n    shards.concat()"),
        Mistake::<Knobs>::new(
            "equal_lengths",
            "the place of a shard is its rank times the length of the own one. Shards are not all of one length: a message says how many values \
             it has.",
            |k| k.order = Order::EqualLengths,
        ),
        Mistake::<Knobs>::new(
            "empty_not_sent",
            "an empty shard is not sent, and the next rank waits for it. Send it: a message may be empty.",
            |k| k.sent = Sent::ButNothing,
        ),
        Mistake::<Knobs>::new(
            "at_the_root_alone",
            "only rank 0 has the whole; the others have what they had. That is a gather. All of them need it.",
            |k| k.road = Road::RootAlone,
        ),
        Mistake::<Knobs>::new(
            "through_the_root",
            "all shards go to rank 0, and the whole from there to all: rank 0 sends N − 1 times as much as a ring has a rank send, \
             and all others wait for its link. Hand shards on from neighbour to neighbour.",
            |k| k.road = Road::Root,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_to_each",
            "each rank sends its shard to every other rank. The values are right, and the bytes too, but it needs a link from each to each; \
             a ring needs N. Hand shards on from neighbour to neighbour.",
            |k| k.road = Road::Direct,
        )
        .by_law(),
    ]
}
