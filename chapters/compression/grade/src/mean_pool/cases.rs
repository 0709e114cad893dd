//! The cases of `mean_pool`.

use judge::{Case, Layout, Random};

use super::Input;
use crate::gates::cases::LAYOUTS;

/// Normal numbers whose channels have means of their own: tokens, tokens of a block, channels.
fn pool(random: &mut Random, [n, block, channels]: [usize; 3]) -> Input {
    let mut tokens = random.normals((n, channels), 1.0);
    for mut column in tokens.columns_mut() {
        column += random.normal() as f32;
    }
    Input::Pool { tokens: tokens.into(), block }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    if let Input::Pool { tokens, .. } = &mut input {
        tokens.layout = layout;
    }
    input
}

/// Tokens of which some number is 1000 and another −1000.
fn ends(random: &mut Random, sizes: [usize; 3]) -> Input {
    let mut input = pool(random, sizes);
    if let Input::Pool { tokens, .. } = &mut input {
        for ((t, c), x) in tokens.values.indexed_iter_mut() {
            let level = [1000.0, 997.0, -1000.0, 998.0, -996.0][(t + 2 * c) % 5];
            *x = if level == 1000.0 || level == -1000.0 { level } else { level + x.clamp(-2.0, 2.0) };
        }
    }
    input
}

/// `visible` at the first positions.
fn visible(positions: usize, block: usize) -> Input {
    Input::Visible { positions: (0..positions).collect(), block }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two blocks of three", make: |random| pool(random, [6, 3, 2]) },
        Case { name: "five blocks and a token", make: |random| pool(random, [21, 4, 3]) },
        Case { name: "a block", make: |random| pool(random, [5, 5, 3]) },
        Case { name: "a block that lacks a token", make: |random| pool(random, [4, 5, 2]) },
        Case { name: "no token", make: |random| pool(random, [0, 3, 4]) },
        Case { name: "blocks of one token", make: |random| pool(random, [7, 1, 3]) },
        Case { name: "one channel", make: |random| pool(random, [11, 2, 1]) },
        Case { name: "all sizes equal", make: |random| pool(random, [4, 4, 4]) },
        Case { name: "as many blocks as tokens in a block", make: |random| pool(random, [9, 3, 5]) },
        Case { name: "blocks of 128", make: |random| pool(random, [300, 128, 2]) },
        Case { name: "a block of 300", make: |random| pool(random, [301, 300, 2]) },
        Case { name: "260 channels", make: |random| pool(random, [7, 2, 260]) },
        Case { name: "numbers near 1000 and -1000", make: |random| ends(random, [23, 6, 3]) },
        Case {
            name: "2001 tokens near 1000",
            // Running totals in f32 reach two million, where its steps are an eighth and a quarter.
            make: |random| {
                let mut input = pool(random, [2001, 3, 1]);
                if let Input::Pool { tokens, .. } = &mut input {
                    tokens.values.mapv_inplace(|x| 990.0 + 2.0 * x.clamp(-5.0, 5.0));
                }
                input
            },
        },
        Case {
            name: "zeros among the tokens",
            make: |random| {
                let mut input = pool(random, [10, 3, 2]);
                if let Input::Pool { tokens, .. } = &mut input {
                    tokens.values.row_mut(1).fill(0.0);
                    tokens.values[[5, 0]] = 0.0;
                }
                input
            },
        },
        Case { name: "transposed view", make: |random| laid(pool(random, [11, 3, 4]), Layout::Transposed) },
        Case { name: "strided view", make: |random| laid(pool(random, [10, 4, 3]), Layout::Strided) },
        Case { name: "visible, blocks of four", make: |_| visible(13, 4) },
        Case { name: "visible, blocks of one", make: |_| visible(6, 1) },
        Case { name: "visible, blocks of two", make: |_| visible(7, 2) },
        Case { name: "visible, blocks of three", make: |_| visible(17, 3) },
        Case { name: "visible, blocks of 128", make: |_| visible(390, 128) },
        Case { name: "visible, blocks of 300", make: |_| visible(302, 300) },
        // 49 · (1 / 49) is a little less than 1 in double precision.
        Case { name: "visible, blocks of 49", make: |_| visible(99, 49) },
        Case {
            name: "visible, blocks of 70,000",
            make: |_| Input::Visible { positions: (69_997..=70_001).collect(), block: 70_000 },
        },
        Case {
            name: "visible, around a million",
            make: |random| {
                let first = 1_000_000 + random.whole(0..=127);
                Input::Visible { positions: (first..first + 140).collect(), block: 128 }
            },
        },
        Case {
            name: "visible, up to 100 million",
            // In f32 these are multiples of 8, whether 1 is added before or after: one way to be wrong, and one name.
            make: |_| Input::Visible { positions: (99_999_997..=100_000_000).collect(), block: 4 },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [block, channels] = random.distinct(2..=7);
    if random.chance(0.6) {
        let n = random.whole(0..=5 * block);
        let layout = LAYOUTS[random.whole(0..=2)];
        laid(pool(random, [n, block, channels]), layout)
    } else {
        let first = random.whole(0..=40);
        Input::Visible { positions: (first..=first + 2 * block).collect(), block }
    }
}
