//! The cases of `inverse_rope`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers in three sizes, n, heads and width, from a position on.
fn at(random: &mut Random, sizes: [usize; 3], first: usize, rotary: usize, base: f32) -> Input {
    Input { outputs: random.normals(sizes, 1.0).into(), first, rotary, base }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.outputs.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two heads, from position 0", make: |random| at(random, [5, 2, 8], 0, 4, 10_000.0) },
        Case {
            name: "three heads, in the middle of a text",
            make: |random| at(random, [4, 3, 10], 17, 6, 10_000.0),
        },
        Case {
            name: "one row, as when tokens are written one by one",
            make: |random| at(random, [1, 3, 12], 29, 8, 10_000.0),
        },
        Case { name: "all channels turned", make: |random| at(random, [3, 2, 6], 5, 6, 10_000.0) },
        Case { name: "a single pair of an odd width", make: |random| at(random, [6, 2, 5], 3, 2, 10_000.0) },
        Case { name: "all but one channel", make: |random| at(random, [3, 2, 9], 31, 8, 10_000.0) },
        Case { name: "more heads than rows", make: |random| at(random, [2, 5, 11], 11, 4, 10_000.0) },
        Case { name: "one head", make: |random| at(random, [5, 1, 7], 2, 6, 10_000.0) },
        Case { name: "all sizes equal", make: |random| at(random, [4, 4, 4], 9, 4, 10_000.0) },
        Case { name: "half of the channels", make: |random| at(random, [4, 2, 12], 8, 6, 10_000.0) },
        Case { name: "base 160,000", make: |random| at(random, [4, 2, 13], 6, 8, 160_000.0) },
        Case { name: "base 100", make: |random| at(random, [3, 2, 10], 4, 6, 100.0) },
        Case { name: "base 1,000,000", make: |random| at(random, [4, 2, 9], 40, 6, 1_000_000.0) },
        Case { name: "base 123.75", make: |random| at(random, [4, 2, 9], 300, 6, 123.75) },
        Case {
            name: "the last eighth of a wide head",
            make: |random| at(random, [2, 2, 128], 19, 16, 160_000.0),
        },
        Case {
            name: "transposed view",
            make: |random| laid(at(random, [4, 3, 9], 3, 6, 10_000.0), Layout::Transposed),
        },
        Case {
            name: "strided view",
            make: |random| laid(at(random, [3, 2, 10], 7, 4, 1000.0), Layout::Strided),
        },
        Case { name: "up to the last position", make: |random| at(random, [3, 2, 14], 4093, 12, 10_000.0) },
        Case {
            name: "late in a long text, base 1,000,000",
            make: |random| at(random, [4, 1, 10], 3069, 8, 1_000_000.0),
        },
        Case {
            // Angles that are added up from position to position have gone astray by a tenth here.
            name: "32 of 33 channels up to the last position, base 100",
            make: |random| at(random, [3, 8, 33], 4093, 32, 100.0),
        },
        Case { name: "300 rows, from position 100", make: |random| at(random, [300, 1, 3], 100, 2, 100.0) },
        Case { name: "260 heads of one pair", make: |random| at(random, [1, 260, 2], 7, 2, 10_000.0) },
        Case { name: "259 channels, one row", make: |random| at(random, [1, 1, 259], 5, 258, 10_000.0) },
    ]
}
