//! The typical mistakes of `tiles`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Deep, Knobs, Least, Room, Tried};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_shapes(), of_room(), of_moved()].into_iter().flatten().collect()
}

const FIRST: &str = "let tiles = (1..=";
const ALL: &str = "(1..=m.min((numbers - 1) / 2)).map(|tm| [tm, 1, n.min((numbers - tm) / (tm + 1))])";
const WIDTH: &str = "n.min((numbers - tm) / (tm + 1))";
const MOVED: &str = "m * n.div_ceil(*tn) + n * m.div_ceil(*tm)";

fn of_shapes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "squares_only",
            "tm and tn are the same. A square is near the best, but what is left over at the edges, and in the cache, often makes another tile better.",
            |k| k.tried = Tried::Squares,
        ),
        Mistake::<Knobs>::new(
            "three_equal_tiles",
            "the three tiles are the same square, the largest that fits three times. Nothing is gained by a large tk, and its room would widen the tile of C.",
            |k| k.tried = Tried::Cubes,
        ),
        Mistake::<Knobs>::new(
            "whole_sums",
            "tk is all of k, and the tile of C gets what is left. What is moved does not depend on tk: the least is the best.",
            |k| k.deep = Deep::Whole,
        ),
        Mistake::<Knobs>::new(
            "sums_of_eight",
            "tk is 8, as if a longer tile of A and B were used more often. Each of their numbers is used tn or tm times, whatever tk is.",
            |k| k.deep = Deep::Eight,
        ),
        Mistake::<Knobs>::new(
            "no_depth",
            "tk is 0. A tile of nothing multiplies nothing; it is at least 1.",
            |k| {
                k.deep = Deep::None;
            },
        ),
        Mistake::<Knobs>::new(
            "powers_of_two",
            "only powers of two are tried. Nothing here asks for them, and up to half of the cache stays empty.",
            |k| k.tried = Tried::PowersOfTwo,
        ),
        Mistake::<Knobs>::new(
            "divisors_only",
            "only tiles are tried that divide the matrix. A tile at the edge may be smaller than the others.",
            |k| k.tried = Tried::Divisors,
        ),
        Mistake::<Knobs>::new(
            "multiples_of_eight",
            "only multiples of 8 are tried. Nothing here asks for them.",
            |k| {
                k.tried = Tried::MultiplesOfEight;
            },
        ),
        Mistake::<Knobs>::new("even_only", "only even sizes are tried. Nothing here asks for them.", |k| {
            k.tried = Tried::Even
        }),
        Mistake::<Knobs>::new(
            "never_the_whole_matrix",
            "a tile as high as the matrix, or as wide, is left out. Where it fits it may be the best: the last size is tried too.",
            |k| k.tried = Tried::NotTheWholeMatrix,
        ),
        Mistake::<Knobs>::new(
            "larger_than_the_matrix",
            "the tile is larger than the matrix. No number is there to fill it.",
            |k| k.not_clamped = true,
        )
        .edit(WIDTH, "(numbers - tm) / (tm + 1)"),
        Mistake::<Knobs>::new("exchanged", "tm and tn are exchanged in what is given back.", |k| {
            k.exchanged = true
        }),
        Mistake::<Knobs>::new(
            "depth_last",
            "tk is given back last. The order is that of the sizes: tm, tk, tn.",
            |k| k.depth_last = true,
        )
        .edit("tiles.min_by_key(moved)", "tiles.min_by_key(moved).map(|[tm, tk, tn]| [tm, tn, tk])"),
        Mistake::<Knobs>::new(
            "highest",
            "the highest tile that fits is taken, and it is narrow. A comes for each of many columns of tiles.",
            |k| k.least = Least::OnlyHeight,
        )
        .edit(MOVED, "u64::MAX - tm - 0 * tn"),
        Mistake::<Knobs>::new(
            "widest",
            "the widest tile that fits is taken, and it is low, as if only A counted. B comes for each of many rows of tiles.",
            |k| k.least = Least::OnlyWidth,
        )
        .edit(MOVED, "n.div_ceil(*tn) + 0 * tm"),
        Mistake::<Knobs>::new(
            "largest_area",
            "the tile of C with the most numbers is taken. What counts is how often A and B come: ⌈n / tn⌉ and ⌈m / tm⌉ times.",
            |k| k.least = Least::NegativeArea,
        ),
    ]
}

fn of_room() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "room_without_c",
            "the tile of C is forgotten in what has to fit. It stays in the cache all the time, and is the largest of the three.",
            |k| k.room = Room::WithoutC,
        ),
        Mistake::<Knobs>::new(
            "room_for_c_only",
            "only the tile of C has to fit. A and B need room too, if only a column and a row.",
            |k| k.room = Room::OnlyC,
        )
        .edit(ALL, "(1..=m.min(numbers)).map(|tm| [tm, 1, n.min(numbers / tm)])"),
        Mistake::<Knobs>::new("room_without_b", "the tile of B is forgotten in what has to fit.", |k| {
            k.room = Room::WithoutB
        })
        .edit("(numbers - tm) / (tm + 1)", "(numbers - tm) / tm"),
        Mistake::<Knobs>::new(
            "c_twice",
            "the tile of C has to fit twice. It is there once, and is added to.",
            |k| {
                k.room = Room::TwoTilesOfC;
            },
        ),
        Mistake::<Knobs>::new(
            "a_and_b_twice",
            "the tiles of A and B have to fit twice, as if the next were loaded during a product. What is asked for fits once.",
            |k| k.room = Room::TwoTilesOfAAndB,
        ),
        Mistake::<Knobs>::new(
            "one_number_unused",
            "the three tiles have to take less than the cache holds. They may fill it.",
            |k| k.room = Room::OneLess,
        )
        .edit(FIRST, "let numbers = (numbers - 1).max(3);\n    let tiles = (1..="),
        Mistake::<Knobs>::new(
            "one_number_too_many",
            "the three tiles take one number more than the cache holds.",
            |k| {
                k.room = Room::OneMore;
            },
        )
        .edit(FIRST, "let numbers = numbers + 1;\n    let tiles = (1..="),
        Mistake::<Knobs>::new(
            "in_bytes",
            "the cache is taken to hold a quarter of its numbers, as if it were measured in bytes.",
            |k| k.room = Room::InBytes,
        ),
        Mistake::<Knobs>::new(
            "a_third_for_each",
            "each tile gets a third of the cache. With tk = 1 two of them are a column and a row, and the rest is for C.",
            |k| k.room = Room::ThirdForEach,
        ),
        Mistake::<Knobs>::new(
            "half_the_cache",
            "half of the cache stays empty. All of it may be used.",
            |k| {
                k.room = Room::HalfTheCache;
            },
        ),
    ]
}

fn of_moved() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_rounded_up",
            "n / tn and m / tm are not rounded up. A tile at the edge costs as many numbers of A, or B, as a whole one.",
            |k| k.least = Least::WithoutRounding,
        )
        .edit(MOVED, "((m * n) as f64 / *tn as f64 + (m * n) as f64 / *tm as f64).to_bits()"),
        Mistake::<Knobs>::new(
            "rounded_down",
            "n / tn and m / tm are rounded down. What is left over at the edge is a tile, too.",
            |k| k.least = Least::RoundedDown,
        )
        .edit(MOVED, "m * (n / *tn) + n * (m / *tm)"),
        Mistake::<Knobs>::new(
            "roles_exchanged",
            "A is counted for each row of tiles, and B for each column. A tile of C needs its rows of A: they come again for the next column of tiles.",
            |k| k.least = Least::Exchanged,
        )
        .edit(MOVED, "m * m.div_ceil(*tm) + n * n.div_ceil(*tn)"),
        Mistake::<Knobs>::new("only_b_counted", "what A costs is left out.", |k| k.least = Least::OnlyB)
            .edit(MOVED, "n * m.div_ceil(*tm) + 0 * tn"),
        Mistake::<Knobs>::new(
            "matrices_of_one_size",
            "how often A and B come is added, as if both were of one size. A has m k numbers and B has k n.",
            |k| k.least = Least::Unweighted,
        )
        .edit(MOVED, "n.div_ceil(*tn) + m.div_ceil(*tm)"),
        Mistake::<Knobs>::new(
            "fewest_tiles",
            "the tile is taken that makes the fewest tiles. Each needs its rows of A and its columns of B: a low and wide tile has many.",
            |k| k.least = Least::NumberOfTiles,
        )
        .edit(MOVED, "n.div_ceil(*tn) * m.div_ceil(*tm)"),
    ]
}
