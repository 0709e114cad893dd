//! The cases of `hca`.

use judge::{Case, Layout, Random};

use super::Input;
use super::inputs::{Of, gates_at, hidden_at, laid, last_scored, normal, pooled_as, scored};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(far_apart());
    cases
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case { name: "four tokens, blocks of two", make: |random| normal(random, [4, 1, 2, 2], 2) },
        Case {
            name: "three heads, a window of two, blocks of three",
            make: |random| normal(random, [8, 3, 4, 3], 2),
        },
        Case { name: "19 tokens, blocks of four", make: |random| normal(random, [19, 2, 5, 4], 3) },
        Case { name: "a window of one", make: |random| normal(random, [9, 2, 3, 2], 1) },
        Case { name: "a window wider than the text", make: |random| normal(random, [7, 2, 3, 2], 9) },
        Case { name: "a window of 2²⁰", make: |random| normal(random, [6, 2, 4, 3], 1 << 20) },
        Case { name: "a window as wide as a block", make: |random| normal(random, [11, 2, 5, 3], 3) },
        Case { name: "a window of two blocks and a token", make: |random| normal(random, [14, 1, 3, 2], 5) },
        Case { name: "blocks of one token", make: |random| normal(random, [6, 2, 3, 1], 2) },
        Case { name: "a block as long as the text", make: |random| normal(random, [5, 2, 3, 5], 2) },
        Case { name: "a block longer than the text", make: |random| normal(random, [5, 2, 4, 7], 3) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], 4) },
        Case { name: "one token, a block of one", make: |random| normal(random, [1, 3, 2, 1], 1) },
        Case { name: "one token, a block of three", make: |random| normal(random, [1, 2, 4, 3], 2) },
        Case { name: "one channel, one head", make: |random| normal(random, [7, 1, 1, 2], 3) },
        Case {
            name: "a query and a token of zeros, and a sink of 0",
            make: |random| {
                let mut input = normal(random, [7, 2, 3, 2], 3);
                input.queries.values.slice_mut(ndarray::s![4, 1, ..]).fill(0.0);
                input.tokens.values.row_mut(2).fill(0.0);
                input.sinks.values[1] = 0.0;
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [5, 2, 3, 2], 3), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [6, 2, 3, 4], 2), Layout::Strided) },
    ]
}

/// Levels that differ, and then what is long, which takes longest.
fn far_apart() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "scores and sinks of 1000 and -1000",
            make: |random| {
                let level = [996.0, -996.0, 996.0, -996.0];
                let score = |t: usize, h: usize, of: Of| match (t, h, of) {
                    (2, 0, Of::Token(2)) => 1000.0,
                    (3, 1, Of::Block(0)) => -1000.0,
                    _ => level[h] + ((t + 3 * of.number()) % 5) as f32 * 0.7,
                };
                let sinks = [1000.0, -1000.0, -1000.0, -994.5];
                scored(random, [5, 4, 2], 2, score, |h| sinks[h])
            },
        },
        Case {
            name: "hidden scores of 1000, visible ones near -997",
            make: |random| hidden_at(random, [9, 2, 2], 3, [1000.0, -999.5, -998.0]),
        },
        Case {
            name: "hidden scores of -1000, visible ones near 990",
            make: |random| hidden_at(random, [7, 2, 3], 2, [-1000.0, 991.0, 993.0]),
        },
        Case {
            name: "blocks far above the window in one head, and far below it in another",
            make: |random| {
                let score = |t: usize, h: usize, of: Of| {
                    let above = matches!(of, Of::Block(_)) == (h == 0);
                    (if above { 903.5 } else { -896.5 }) + ((t + 2 * of.number()) % 4) as f32 * 0.6
                };
                scored(random, [8, 2, 2], 3, score, |h| [-894.5, 904.5][h])
            },
        },
        Case {
            name: "queries near 900 and -900, sinks near -900",
            make: |random| {
                let score = |t: usize, h: usize, of: Of| {
                    let level = if t.is_multiple_of(2) { 903.5 } else { -901.5 };
                    level + ((t + 2 * of.number() + h) % 4) as f32 * 0.6
                };
                scored(random, [7, 2, 2], 3, score, |h| [-900.5, -901.5][h])
            },
        },
        Case {
            name: "scores near -900, sinks below",
            make: |random| {
                let score = |t: usize, _: usize, of: Of| -899.5 + ((t + 2 * of.number()) % 5) as f32 * 0.7;
                scored(random, [6, 3, 3], 2, score, |h| [-898.5, -903.5, -950.5][h])
            },
        },
        Case {
            name: "some scores near -900, the others near 0",
            make: |random| {
                let score = |t: usize, h: usize, of: Of| {
                    (if (t + of.number() + h).is_multiple_of(3) { -899.5 } else { -0.5 })
                        + ((t + 2 * of.number()) % 5) as f32 * 0.7
                };
                scored(random, [9, 2, 2], 4, score, |h| [0.5, -1.5][h])
            },
        },
        Case {
            name: "sinks far above and far below the scores",
            make: |random| {
                let mut input = normal(random, [7, 3, 4, 2], 3);
                input.sinks.values = [800.0, -800.0, 0.5].into_iter().collect();
                input
            },
        },
        Case {
            name: "gates near 1000 in one channel and near -1000 in the next",
            make: |random| {
                let level = |_: usize, c: usize| if c.is_multiple_of(2) { 1000.0 } else { -1000.0 };
                gates_at(random, [10, 2, 3, 4], 3, level)
            },
        },
        Case {
            name: "gates near 1000 in one block and near -1000 in those behind it",
            make: |random| gates_at(random, [11, 1, 2, 3], 2, |t, _| if t < 3 { 1000.0 } else { -1000.0 }),
        },
        Case {
            name: "gates from -1000 to 1000 in one block",
            make: |random| {
                gates_at(random, [15, 2, 2, 7], 2, |t, c| {
                    [-1000.0, 1000.0, -300.0, 1000.0, 0.0, -1000.0, 400.0][(t + 3 * c) % 7]
                })
            },
        },
        Case {
            name: "gates near -1000 beside one of 300",
            make: |random| gates_at(random, [9, 2, 3, 4], 2, |t, c| if t % 4 == c { 300.0 } else { -980.0 }),
        },
        Case {
            name: "biases of 1000 and -1000",
            make: |random| pooled_as(random, 2, 3, "biases of 1000 and -1000"),
        },
        Case {
            name: "gates of 900 and -900 that biases cancel",
            make: |random| pooled_as(random, 2, 3, "gates of 900 and -900 that biases cancel"),
        },
        Case {
            name: "tokens of an incomplete block whose gates are far above all others",
            make: |random| gates_at(random, [11, 2, 3, 4], 3, |t, _| if t >= 8 { 1000.0 } else { -980.0 }),
        },
        Case {
            name: "33 blocks 10 below the own token and below the sink",
            make: |random| {
                let score = |of: Of| match of {
                    Of::Token(_) => 0.5,
                    Of::Block(i) => -10.4 - 0.01 * i as f32,
                };
                last_scored(random, [66, 2], 1, score, 0.4)
            },
        },
        Case {
            name: "33 blocks 13 or 15 below the own token",
            make: |random| {
                let score = |of: Of| match of {
                    Of::Token(_) => 0.6,
                    Of::Block(i) => [-12.6, -14.8][i % 2],
                };
                last_scored(random, [66, 2], 1, score, -3.5)
            },
        },
        Case { name: "260 channels", make: |random| normal(random, [5, 1, 260, 2], 3) },
        Case { name: "260 heads", make: |random| normal(random, [1, 260, 1, 2], 2) },
        Case { name: "260 tokens, a block of 100", make: |random| normal(random, [260, 1, 1, 100], 2) },
        // 49 · (1 / 49) is a little less than 1 in double precision.
        Case { name: "a block of 49", make: |random| normal(random, [50, 1, 2, 49], 2) },
        Case {
            name: "a block of 128, in which many gates are 10 to 13 below one",
            make: |random| {
                let level =
                    |t: usize, c: usize| if t == 117 - 90 * c { 3.0 } else { -8.5 - 0.01 * (t % 31) as f32 };
                gates_at(random, [131, 1, 2, 128], 2, level)
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, heads, width] = random.distinct(2..=9);
    let block = random.whole(1..=n.min(5));
    let window = random.whole(1..=n + 1);
    let mut input = normal(random, [n, heads, width, block], window);
    let spread = random.uniform(0.3..3.0) as f32;
    input.gates.values.mapv_inplace(|gate| spread * gate);
    let layout = Layout::any(random);
    laid(input, layout)
}
