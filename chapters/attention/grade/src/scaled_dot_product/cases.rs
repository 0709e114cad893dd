//! The cases of `scaled_dot_product`.

use judge::{Case, Layout, Random};

use super::Input;
use crate::levels;
use attention::Mask;

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], mask: Mask) -> Input {
    Input {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((m, width), 1.5).into(),
        values: random.normals((m, value_width), 1.0).into(),
        mask,
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
        matrix.layout = layout;
    }
    input
}

/// Scores near `level`, which every query reaches; `of` says by which factor that of a query differs.
fn near(random: &mut Random, level: f64, sizes: [usize; 4], mask: Mask, of: fn(usize) -> f64) -> Input {
    let mut input = normal(random, sizes, mask);
    levels::near(input.queries.values.view_mut(), input.keys.values.view_mut(), level, of);
    input
}

/// The last keys have scores far above those that the first query sees, exactly as far as may be.
fn hidden_above(random: &mut Random) -> Input {
    let mut input = normal(random, [3, 6, 4, 2], Mask::Causal);
    let keys = &mut input.keys.values;
    keys.column_mut(0).iter_mut().zip([-14.0, -14.0, -14.0, -14.0, 0.0, 14.0]).for_each(|(x, at)| *x = at);
    for mut query in input.queries.values.rows_mut() {
        query *= 0.3;
        query[0] = 4.0;
        levels::stretch_apart(query, keys.view(), 60.0);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "no mask", make: |random| normal(random, [3, 5, 4, 2], Mask::None) },
        Case {
            name: "causal, as many queries as keys",
            make: |random| normal(random, [5, 5, 3, 4], Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [2, 7, 4, 3], Mask::Causal),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], Mask::Causal) },
        Case { name: "all sizes equal, no mask", make: |random| normal(random, [4, 4, 4, 4], Mask::None) },
        Case {
            name: "causal, one query for a cache of keys",
            make: |random| normal(random, [1, 6, 5, 3], Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [6, 4, 3, 2], Mask::Causal),
        },
        Case {
            name: "scores near 1000",
            make: |random| near(random, 1000.0, [3, 6, 4, 5], Mask::None, |_| 1.0),
        },
        Case {
            name: "causal, scores near -10,000",
            make: |random| near(random, -10_000.0, [13, 13, 4, 3], Mask::Causal, |_| 1.0),
        },
        Case { name: "causal, 37 keys", make: |random| normal(random, [11, 37, 6, 3], Mask::Causal) },
        Case {
            name: "two equal keys, transposed views",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2], Mask::None);
                input.keys.values[[1, 0]] = 4.0;
                let twin = input.keys.values.row(1).to_owned();
                input.keys.values.row_mut(3).assign(&twin);
                // The twins win: their score is the largest of every row.
                for mut query in input.queries.values.rows_mut() {
                    query.scaled_add(2.0, &twin);
                    query *= 0.5;
                }
                laid(input, Layout::Transposed)
            },
        },
        Case {
            name: "scores near -1000",
            make: |random| near(random, -1000.0, [4, 6, 5, 3], Mask::Causal, |_| 1.0),
        },
        Case {
            name: "causal, queries at levels from 10,000 to -10,000",
            make: |random| {
                near(random, 10_000.0, [5, 6, 3, 2], Mask::Causal, |i| [1.0, -1.0, 0.07, -0.03, 0.9][i])
            },
        },
        Case { name: "causal, hidden scores far above the visible ones", make: hidden_above },
        Case {
            name: "causal, 300 keys at levels that change",
            make: |random| {
                let mut input = normal(random, [3, 300, 2, 1], Mask::Causal);
                levels::stepped(input.queries.values.view_mut(), input.keys.values.view_mut());
                input
            },
        },
        Case {
            name: "causal, strided views",
            make: |random| laid(normal(random, [4, 7, 3, 5], Mask::Causal), Layout::Strided),
        },
        Case {
            name: "more queries than keys, no mask",
            make: |random| normal(random, [6, 4, 3, 2], Mask::None),
        },
        Case { name: "130 queries", make: |random| normal(random, [130, 3, 2, 1], Mask::Causal) },
        Case { name: "widths of 130 and 131", make: |random| normal(random, [2, 3, 130, 131], Mask::None) },
        Case {
            name: "keys alone transposed",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2], Mask::None);
                input.keys.layout = Layout::Transposed;
                input
            },
        },
        Case { name: "causal, every size is 1", make: |random| normal(random, [1; 4], Mask::Causal) },
    ]
}
