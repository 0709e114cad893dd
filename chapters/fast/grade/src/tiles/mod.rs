//! `tiles`: its cases, reference, properties, mistakes and alternatives.
//!
//! A tile is judged by whether it fits and by what it moves, so that one of several that are best is as good as another. The reference
//! goes through numbers of tiles, and not through sizes; a test holds it against trying all sizes.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use fast::Tiles;
use fast::solution::tiles::tiles as solution;
use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use bent::Knobs;

/// m, k and n, and how many numbers the cache holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Input {
    sizes: [u64; 3],
    numbers: u64,
}

/// A tile, and what it costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cost {
    tile: [u64; 3],
    /// Each size is at least 1, and at most that of the matrix.
    within: bool,
    fits: bool,
    /// How many numbers are moved; nothing for a tile without numbers.
    moved: Option<u128>,
}

impl Cost {
    fn of(tile: [u64; 3], Input { sizes, numbers }: Input) -> Cost {
        let ([tm, tk, tn], [m, k, n]) = (tile.map(u128::from), sizes.map(u128::from));
        // A size of 2⁶⁴ − 1, as after an underflow, does not overflow here.
        let room = tm.saturating_mul(tn).saturating_add((tm * tk).saturating_add(tk * tn));
        Cost {
            tile,
            within: tile.iter().zip(sizes).all(|(&tile, size)| (1..=size).contains(&tile)),
            fits: room <= u128::from(numbers),
            moved: (tm > 0 && tn > 0).then(|| m * k * n.div_ceil(tn) + k * n * m.div_ceil(tm) + m * n),
        }
    }
}

impl Output for Cost {
    fn parts(&self) -> Vec<Part> {
        let moved = self.moved.map_or(-1, |moved| i64::try_from(moved).unwrap_or(i64::MAX));
        let numbers = [i64::from(self.within), i64::from(self.fits), moved];
        vec![Part::whole("within the matrices, fits, numbers moved", [3], numbers)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Cost>;

pub(super) fn plan(answer: Option<Tiles>) -> Plan<Tiles, Input, Cost, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "tiles",
            title: "The tile that moves the least",
            level: Level::Easy,
            minutes: 25,
            year: 1981,
            needs: &["fast/loop_order"],
            text: "fast/order.html#tiles",
            hints: [
                "Which of the three sizes does the number of moved numbers not depend on? Make that one as small as it may be: what it does not take is left for \
                 the others.",
                "With tk = 1 a tile fits if tm · tn + tm + tn ≤ numbers. For a given tm the widest is the best, and no wider than the matrix: \
                 tn = min(n, (numbers − tm) / (tm + 1)), rounded down.",
                "Try every tm from 1 to the smaller of m and (numbers − 1) / 2, where tn is still 1, and keep the one with the smallest m · ⌈n / tn⌉ + n · ⌈m / tm⌉. \
                 `div_ceil` rounds up; k and m · n are the same for all.",
            ],
            story: "Hong and Kung showed in 1981 that no order of the operations at all moves fewer than some multiple of m k n / √S numbers through a cache of S. The multiple \
                    is 2, as was shown in 2017, and a large tile that is almost square comes close to it. Libraries choose theirs for registers and three \
                    caches at once, and their innermost tile is the one of this exercise: tk = 1, a column of A times a row of B.",
        },
        answer,
        solution,
        call: |answer, &input| Cost::of(answer(input.sizes, input.numbers), input),
        reference: Reference {
            run: |input, _| Ok(Cost::of(reference(*input), *input).parts()),
            ran: || "all numbers of tiles, in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |Input { sizes: [m, k, n], numbers }| {
            format!("m {m}, k {k}, n {n}, a cache of {numbers} numbers")
        },
        properties: vec![
            Property { name: "a larger cache does not move more", holds: laws::larger },
            Property { name: "the product of the transposed moves as much", holds: laws::transposed },
            Property { name: "no other tile that fits moves less", holds: laws::others },
        ],
        bent: Bent { run: |knobs, &input| Cost::of(knobs.tile(input), input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "takes the last of several best", bend: |k: &mut Knobs| k.last = true },
            Style { name: "makes tk as large as there is room", bend: |k| k.fill = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The best tile: for each number of rows of tiles the lowest that makes so many, and beside it the fewest columns of tiles that fit.
fn reference(Input { sizes: [m, _, n], numbers }: Input) -> [u64; 3] {
    let fits = |tm: u64, tn: u64| (tm + 1) * (tn + 1) <= numbers.saturating_add(1);
    let mut best = (u64::MAX, [0; 3]);
    for rows in 1..=m {
        let tm = m.div_ceil(rows);
        // More columns make narrower tiles, so those that fit are the last ones.
        let (mut columns, mut most) = (1, n);
        while columns < most {
            let middle = columns.midpoint(most);
            if fits(tm, n.div_ceil(middle)) { most = middle } else { columns = middle + 1 }
        }
        let tn = n.div_ceil(columns);
        if fits(tm, tn) {
            best = best.min((m * n.div_ceil(tn) + n * m.div_ceil(tm), [tm, 1, tn]));
        }
    }
    best.1
}
