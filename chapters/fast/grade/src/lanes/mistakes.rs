//! The typical mistakes of `lanes`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Chunks, Joined, Knobs, Rest};

const JOIN: &str = "sums.iter().chain(rest)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_rest(), of_the_lanes(), of_the_chunks(), of_the_chain()].into_iter().flatten().collect()
}

fn of_the_rest() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "rest_left_out",
            "what fills no whole chunk is not in the sum. `chunks_exact` leaves it to `remainder()`; where there are fewer numbers than lanes, that is all \
             of them.",
            |k| k.rest = Rest::Dropped,
        )
        .edit(JOIN, "sums.iter().chain(&rest[..0])"),
        Mistake::<Knobs>::new(
            "rest_twice",
            "what fills no whole chunk is added twice. `chunks` gives a last chunk that is shorter, so that its numbers are in the lanes already; \
             `chunks_exact` does not.",
            |k| k.rest = Rest::Twice,
        )
        .edit(JOIN, "sums.iter().chain(rest).chain(rest)"),
        Mistake::<Knobs>::new(
            "one_of_the_rest",
            "of what fills no whole chunk the first number alone is added. There may be more: with eight lanes, up to seven.",
            |k| k.rest = Rest::First,
        )
        .edit(JOIN, "sums.iter().chain(rest.first())"),
        Mistake::<Knobs>::new(
            "few_are_none",
            "fewer numbers than lanes give 0. They fill no chunk, and are to be added all the same.",
            |k| k.short_is_nothing = true,
        )
        .edit("    let chunks =", "    if numbers.len() < 8 { return T::of(0.0); }\n    let chunks ="),
    ]
}

fn of_the_lanes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_lane_alone",
            "of the sums in the lanes the first alone is in the result, and what the others hold is missing. In the end the lanes have to be added to each \
             other.",
            |k| k.joined = Joined::FirstAlone,
        )
        .edit(JOIN, "sums.iter().take(1).chain(rest)"),
        Mistake::<Knobs>::new(
            "first_lane_twice",
            "the first of the lanes is in the result twice. Where the result begins with it, the others to be added begin with the second.",
            |k| k.joined = Joined::FirstTwice,
        )
        .edit(JOIN, "sums.iter().take(1).chain(&sums).chain(rest)"),
        Mistake::<Knobs>::new(
            "last_lane_missing",
            "the last of the lanes is not in the result. Eight lanes are 0 to 7, and `0..7` ends before 7.",
            |k| k.joined = Joined::ButTheLast,
        )
        .edit(JOIN, "sums.iter().take(7).chain(rest)"),
        Mistake::<Knobs>::new(
            "one_round_too_few",
            "every other lane is missing. Who adds one half of the lanes to the other needs three rounds for eight of them: 4, 2 and 1 apart.",
            |k| k.joined = Joined::Halves,
        )
        .edit(JOIN, "sums.iter().step_by(2).chain(rest)"),
        Mistake::<Knobs>::new(
            "mean_of_the_lanes",
            "the result is divided by the number of lanes. They are parts of a sum; a mean is not wanted.",
            |k| k.mean = true,
        )
        .edit(".copied().sum()", ".copied().sum::<T>() / T::of(8.0)"),
        Mistake::<Knobs>::new(
            "overwritten",
            "the lanes hold the last numbers and not sums: each chunk takes the place of the one before. Add it (`+=`).",
            |k| k.overwritten = true,
        )
        .edit("*sum += chunk", "*sum = chunk"),
    ]
}

fn of_the_chunks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_chunk_twice",
            "the first chunk is added twice. Where the lanes begin with it, the loop begins with the next; or let the lanes begin with 0.",
            |k| k.chunks = Chunks::FirstTwice,
        ),
        Mistake::<Knobs>::new(
            "first_chunk_left_out",
            "the first chunk is not in the sum. Where the loop begins with the second chunk, the lanes have to begin with the first.",
            |k| k.chunks = Chunks::ButTheFirst,
        )
        .edit("in chunks {", "in chunks.skip(1) {"),
        Mistake::<Knobs>::new(
            "last_chunk_left_out",
            "where the numbers come out even, the last chunk is not in the sum. `i + 8 < n` ends the loop too early: the last chunk ends at n, so it is \
             `i + 8 <= n`.",
            |k| k.chunks = Chunks::ButTheLast,
        )
        .edit("in chunks {", "in chunks.take((numbers.len().max(1) - 1) / 8) {"),
        Mistake::<Knobs>::new(
            "overlapping",
            "chunks begin one number too early, so that one number of each is added twice. Lanes 0 to 7 are eight: go on by eight.",
            |k| k.chunks = Chunks::Overlapping,
        ),
        Mistake::<Knobs>::new(
            "odd_one_lost",
            "neighbours are added in pairs, and where their number is odd the last has no neighbour and is lost. It has to go on to the next round.",
            |k| k.pairs = true,
        ),
    ]
}

fn of_the_chain() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_sum",
            "the sum is right, and its longest chain is as long as there are numbers: each addition waits for the one before. That is so where all numbers are \
             added to one sum. Several sums need not wait for each other: keep eight, and add them up in the end.",
            |k| k.lanes = 1,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "two_sums",
            "the sum is right, and its longest chain is about half as long as there are numbers. That is so with two sums, and also with eight, if each takes \
             four operations for a number. Keep eight or more, so that each gets few numbers.",
            |k| k.lanes = 2,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "four_sums",
            "the sum is right, and its longest chain is about a quarter as long as there are numbers. That is so with four sums: they fill a register, but an \
             addition takes some cycles until its result is there, so that one register of sums still waits. Keep eight or more.",
            |k| k.lanes = 4,
        )
        .by_law(),
    ]
}
