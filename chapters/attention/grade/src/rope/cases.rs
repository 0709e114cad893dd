//! The cases of `rope`.

use judge::{Case, Layout, Random};

use super::Input;
use attention::Pairing::{self, Half, Interleaved};

/// Normal numbers at positions; `width` channels of which `rotated` are turned.
fn at(
    random: &mut Random,
    positions: impl IntoIterator<Item = usize>,
    (width, rotated): (usize, usize),
    pairing: Pairing,
    base: f32,
) -> Input {
    let positions: Vec<usize> = positions.into_iter().collect();
    let x = random.normals((positions.len(), width), 1.0).into();
    Input { x, positions, base, pairing, rotated }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "neighbours, positions 0, 1, 2 …",
            make: |random| at(random, 0..5, (8, 8), Interleaved, 10_000.0),
        },
        Case {
            name: "halves, positions 0, 1, 2 …",
            make: |random| at(random, 0..6, (10, 10), Half, 10_000.0),
        },
        Case {
            name: "neighbours, a chunk in the middle of a text",
            make: |random| at(random, 17..20, (6, 6), Interleaved, 10_000.0),
        },
        Case {
            name: "halves, positions in any order",
            make: |random| at(random, [9, 2, 30, 2, 0], (6, 6), Half, 10_000.0),
        },
        Case {
            name: "neighbours, positions in any order",
            make: |random| at(random, [5, 40, 5, 3], (10, 10), Interleaved, 10_000.0),
        },
        Case {
            name: "neighbours, only the first channels",
            make: |random| at(random, 1..5, (14, 6), Interleaved, 10_000.0),
        },
        Case {
            name: "halves, only the first channels",
            make: |random| at(random, 1..6, (12, 4), Half, 10_000.0),
        },
        Case { name: "halves, an odd width", make: |random| at(random, 2..6, (7, 4), Half, 100.0) },
        Case {
            name: "neighbours, an odd width",
            make: |random| at(random, 3..6, (9, 8), Interleaved, 100.0),
        },
        Case {
            name: "neighbours, another base",
            make: |random| at(random, 2..9, (8, 8), Interleaved, 500_000.0),
        },
        Case { name: "halves, base 10", make: |random| at(random, 4..7, (8, 8), Half, 10.0) },
        Case { name: "a single pair", make: |random| at(random, [3, 1, 4], (2, 2), Interleaved, 10_000.0) },
        Case { name: "all sizes equal", make: |random| at(random, 1..7, (6, 6), Half, 1_000_000.0) },
        Case {
            name: "neighbours, a wide head",
            make: |random| at(random, [11, 7, 19], (64, 64), Interleaved, 10_000.0),
        },
        Case {
            name: "halves, transposed views",
            make: |random| {
                let mut input = at(random, 3..8, (10, 6), Half, 10_000.0);
                input.x.layout = Layout::Transposed;
                input
            },
        },
        Case {
            name: "neighbours, strided views",
            make: |random| {
                let mut input = at(random, [7, 2, 12], (9, 4), Interleaved, 1000.0);
                input.x.layout = Layout::Strided;
                input
            },
        },
        Case {
            name: "neighbours, late in a long text",
            make: |random| at(random, [4095, 2048, 1000], (12, 12), Interleaved, 10_000.0),
        },
        Case {
            name: "halves, late in a long text, base 10, two of five channels",
            make: |random| at(random, [4095, 3001], (5, 2), Half, 10.0),
        },
        Case {
            name: "neighbours, base 10 and 4,095, all but one channel",
            make: |random| at(random, [4095, 2049], (9, 8), Interleaved, 10.0),
        },
        Case {
            name: "neighbours, base 1,000,000, 259 channels",
            make: |random| at(random, [6, 300], (259, 258), Interleaved, 1_000_000.0),
        },
        Case { name: "halves, a text of 300 tokens", make: |random| at(random, 0..300, (3, 2), Half, 100.0) },
        Case {
            name: "halves, late in a long text, base 1,000,000",
            make: |random| at(random, [3071, 259, 4095], (8, 8), Half, 1_000_000.0),
        },
        Case {
            name: "neighbours, a text of 300 tokens",
            make: |random| at(random, 0..300, (2, 2), Interleaved, 10.0),
        },
        Case {
            name: "halves, 259 channels, one row",
            make: |random| at(random, [5], (259, 258), Half, 10_000.0),
        },
    ]
}
