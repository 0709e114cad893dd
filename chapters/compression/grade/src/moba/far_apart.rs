//! Cases of `moba` whose scores lie far apart.

use judge::Case;

use super::Input;
use super::cases::attend;
use super::inputs::{Lists, scored, seen, step};

/// Levels that differ, and then what is long, which takes longest.
pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "scores of 1000 and -1000",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| match (t, token) {
                    (4, 4) => 1000.0,
                    (5, 2) => -1000.0,
                    _ => [996.0, -996.0][t % 2] + step(t, token),
                };
                Input::Attend(scored(random, [8, 3, 3], Lists::Some(1), score))
            },
        },
        Case {
            name: "hidden scores of 1000, visible ones near -997",
            make: |random| {
                let score = |list: &[usize], t: usize, token: usize| {
                    if seen(list, 2, t, token) { -998.5 + step(t, token) } else { 1000.0 }
                };
                Input::Attend(scored(random, [9, 2, 2], Lists::Some(1), score))
            },
        },
        Case {
            name: "hidden scores of -1000, visible ones near 990",
            make: |random| {
                let score = |list: &[usize], t: usize, token: usize| {
                    if seen(list, 3, t, token) { 990.5 + step(t, token) } else { -1000.0 }
                };
                Input::Attend(scored(random, [10, 2, 3], Lists::Some(1), score))
            },
        },
        Case {
            name: "the own block far above the others for one query, far below for the next",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| {
                    let above = (token / 3 == t / 3) == t.is_multiple_of(2);
                    (if above { 903.5 } else { -896.5 }) + step(t, token)
                };
                Input::Attend(scored(random, [11, 3, 3], Lists::Some(2), score))
            },
        },
        Case {
            name: "queries near 900 and -900",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| {
                    (if t.is_multiple_of(2) { 903.5 } else { -901.5 }) + step(t, token)
                };
                Input::Attend(scored(random, [9, 2, 4], Lists::All, score))
            },
        },
        Case {
            name: "all scores near -900",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| -901.5 + step(t, token);
                Input::Attend(scored(random, [8, 2, 3], Lists::Some(1), score))
            },
        },
        Case {
            name: "some scores near -900, the others near 0",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| {
                    (if (t + token).is_multiple_of(3) { -899.5 } else { -0.5 }) + step(t, token)
                };
                Input::Attend(scored(random, [10, 3, 3], Lists::Some(2), score))
            },
        },
        Case {
            name: "40 tokens 10 below the own",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| {
                    if t == token { 0.5 } else { -10.4 - 0.03 * (token % 25) as f32 }
                };
                let mut input = scored(random, [40, 2, 7], Lists::All, score);
                input.values.values.mapv_inplace(|x| x.abs() + 0.5);
                Input::Attend(input)
            },
        },
        Case {
            name: "levels that change inside a block",
            make: |random| {
                let score = |_: &[usize], t: usize, token: usize| {
                    [0.5, 11.5, -11.5, 13.5, 3.5][(token + 3 * t) / 3 % 5]
                };
                Input::Attend(scored(random, [37, 2, 8], Lists::Some(2), score))
            },
        },
        Case {
            name: "260 tokens in blocks of 26",
            make: |random| attend(random, [260, 1, 1, 26], Lists::Some(2)),
        },
    ]
}
