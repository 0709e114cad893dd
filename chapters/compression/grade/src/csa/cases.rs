//! The cases of `csa`.

use judge::{Case, Layout, Random};
use ndarray::s;

use super::Input;
use super::inputs::{Lists, hidden_at, laid, normal, scored};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(far_apart());
    cases
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one head, a window of three, two of five blocks",
            make: |random| normal(random, [6, 1, 4, 5], 3, Lists::Some(2)),
        },
        Case {
            name: "three heads, a window of two",
            make: |random| normal(random, [7, 3, 4, 6], 2, Lists::Some(3)),
        },
        Case {
            name: "blocks of four tokens, of which a query sees those that are complete",
            make: |random| normal(random, [19, 2, 5, 4], 3, Lists::Causal(4, 2)),
        },
        Case { name: "a window of one", make: |random| normal(random, [5, 2, 3, 4], 1, Lists::Some(2)) },
        Case {
            name: "a window wider than the text",
            make: |random| normal(random, [5, 2, 3, 6], 9, Lists::Some(2)),
        },
        Case {
            name: "a window of 2²⁰",
            make: |random| normal(random, [5, 2, 4, 3], 1 << 20, Lists::Some(2)),
        },
        Case {
            name: "a window as wide as the text",
            make: |random| normal(random, [6, 2, 3, 5], 6, Lists::Some(1)),
        },
        Case {
            name: "lists of any length, one of them empty",
            make: |random| {
                let mut input = normal(random, [8, 3, 5, 6], 4, Lists::Any);
                input.chosen[3].clear();
                input
            },
        },
        Case { name: "no block at all", make: |random| normal(random, [7, 2, 4, 0], 3, Lists::All) },
        Case {
            name: "every block chosen by everyone, in any order",
            make: |random| normal(random, [5, 2, 4, 7], 2, Lists::All),
        },
        Case {
            name: "lists that descend",
            make: |random| {
                let mut input = normal(random, [9, 2, 3, 8], 2, Lists::Some(4));
                input.chosen.iter_mut().for_each(|list| list.sort_by(|a, b| b.cmp(a)));
                input
            },
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], 2, Lists::Some(2)) },
        Case { name: "one query", make: |random| normal(random, [1, 5, 3, 4], 2, Lists::Some(3)) },
        Case {
            name: "one channel, one head, one block",
            make: |random| normal(random, [6, 1, 1, 1], 2, Lists::Any),
        },
        Case {
            name: "a query, a token and a block of zeros, and a sink of 0",
            make: |random| {
                let mut input = normal(random, [5, 3, 4, 4], 3, Lists::All);
                input.queries.values.slice_mut(s![2, 1, ..]).fill(0.0);
                input.tokens.values.row_mut(1).fill(0.0);
                input.blocks.values.row_mut(2).fill(0.0);
                input.sinks.values[1] = 0.0;
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [6, 3, 5, 4], 3, Lists::Some(2)), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, [5, 4, 3, 7], 2, Lists::Any), Layout::Strided),
        },
    ]
}

/// Levels that differ, and then what is long, which takes longest.
fn far_apart() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "scores and sinks of 1000 and -1000",
            make: |random| {
                let level = [996.0, -996.0, 996.0, -996.0];
                let score = |t: usize, h: usize, e: usize| match (t, h, e) {
                    (2, 0, 2) => 1000.0,
                    (1, 1, 6) => -1000.0,
                    _ => level[h] + ((t + 3 * e) % 5) as f32 * 0.7,
                };
                let sinks = [1000.0, -1000.0, -1000.0, -994.5];
                scored(random, [3, 4, 5], 2, Lists::Some(3), score, |h| sinks[h])
            },
        },
        Case {
            name: "hidden scores of 1000, visible ones near -997",
            make: |random| hidden_at(random, [7, 2, 5], 3, [1000.0, -999.0, -998.0]),
        },
        Case {
            name: "hidden scores of -1000, visible ones near 990",
            make: |random| hidden_at(random, [6, 2, 4], 2, [-1000.0, 991.0, 993.0]),
        },
        Case {
            name: "blocks far above the window in one head, and far below it in another",
            make: |random| {
                let score = |t: usize, h: usize, e: usize| {
                    let above = (e >= 6) == (h == 0);
                    (if above { 903.5 } else { -896.5 }) + ((t + 2 * e) % 4) as f32 * 0.6
                };
                scored(random, [6, 2, 5], 3, Lists::Some(2), score, |h| [-894.5, 904.5][h])
            },
        },
        Case {
            name: "queries near 900 and -900, sinks near -900",
            make: |random| {
                let score = |t: usize, h: usize, e: usize| {
                    (if t.is_multiple_of(2) { 903.5 } else { -901.5 }) + ((t + 2 * e + h) % 4) as f32 * 0.6
                };
                scored(random, [5, 2, 4], 3, Lists::Some(2), score, |h| [-900.5, -901.5][h])
            },
        },
        Case {
            name: "scores near -900, sinks below",
            make: |random| {
                let score = |t: usize, _: usize, e: usize| -899.5 + ((t + 2 * e) % 5) as f32 * 0.7;
                scored(random, [4, 3, 6], 2, Lists::Some(3), score, |h| [-898.5, -903.5, -950.5][h])
            },
        },
        Case {
            name: "some scores near -900, the others near 0",
            make: |random| {
                let score = |t: usize, h: usize, e: usize| {
                    (if (t + e + h).is_multiple_of(3) { -899.5 } else { -0.5 })
                        + ((t + 2 * e) % 5) as f32 * 0.7
                };
                scored(random, [6, 2, 5], 4, Lists::Some(3), score, |h| [0.5, -1.5][h])
            },
        },
        Case {
            name: "sinks far above and far below the scores",
            make: |random| {
                let mut input = normal(random, [5, 3, 4, 4], 3, Lists::Some(2));
                input.sinks.values = [800.0, -800.0, 0.5].into_iter().collect();
                input
            },
        },
        Case {
            name: "a sink 10 above a single token, and one 10 below it",
            make: |random| {
                let score = |_: usize, h: usize, _: usize| [-5.3, 4.6][h];
                let mut input = scored(random, [1, 2, 0], 1, Lists::All, score, |h| [5.0, -5.6][h]);
                input.tokens.values.slice_mut(s![.., 2..]).mapv_inplace(|x| x.abs() + 0.7);
                input
            },
        },
        Case {
            name: "many blocks 10 below the own token and below the sink",
            make: |random| {
                let score = |_: usize, _: usize, e: usize| if e < 2 { 0.5 } else { -10.4 - 0.03 * e as f32 };
                scored(random, [2, 2, 60], 1, Lists::All, score, |h| [-1.5, 0.5][h])
            },
        },
        Case {
            name: "260 blocks 13 or 14 below the own token",
            make: |random| {
                let score = |_: usize, _: usize, e: usize| [0.6, -12.6, -13.8][e.min(1 + e % 2)];
                let mut input = scored(random, [1, 1, 260], 1, Lists::All, score, |_| -3.5);
                // What the token says is small beside what the blocks say together.
                input.tokens.values.slice_mut(s![.., 1..]).mapv_inplace(|x| 0.05 * x);
                input.blocks.values.slice_mut(s![.., 1..]).mapv_inplace(|x| x.abs() + 2.0);
                input
            },
        },
        Case {
            name: "70 blocks at levels that change, and a sink that weighs as much as all",
            make: |random| {
                let score = |t: usize, _: usize, e: usize| [0.5, 11.5, -11.5, 13.5, 3.5][(e + 3 * t) / 3 % 5];
                scored(random, [3, 1, 90], 2, Lists::Some(70), score, |_| 16.5)
            },
        },
        Case {
            name: "280 tokens, a window of 260",
            make: |random| normal(random, [280, 1, 2, 5], 260, Lists::Some(2)),
        },
        Case { name: "260 heads", make: |random| normal(random, [1, 260, 1, 2], 1, Lists::Some(1)) },
        Case { name: "260 channels", make: |random| normal(random, [1, 1, 260, 2], 1, Lists::All) },
        Case {
            name: "300 blocks, 80 of them chosen",
            make: |random| normal(random, [3, 2, 4, 300], 2, Lists::Some(80)),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, heads, width, b] = random.distinct(2..=9);
    let window = random.whole(1..=n + 1);
    let lists = [Lists::Any, Lists::Some(b.div_ceil(2)), Lists::Causal(2, 3)][random.whole(0..=2)];
    let b = if matches!(lists, Lists::Causal(..)) { b.max(n / 2) } else { b };
    let input = normal(random, [n, heads, width, b], window, lists);
    let layout = Layout::any(random);
    laid(input, layout)
}
