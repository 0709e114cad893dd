//! The cases of `gqa`.

use judge::{Case, Layout, Random};
use ndarray::{ArrayViewMut2, Axis, arr1};

use super::Input;
use crate::levels;
use attention::Mask;

/// Normal numbers in six sizes: queries, keys, heads, groups, width, value width.
pub(super) fn normal(
    random: &mut Random,
    [n, m, heads, groups, width, value_width]: [usize; 6],
    mask: Mask,
) -> Input {
    Input {
        queries: random.normals((n, heads, width), 1.5).into(),
        keys: random.normals((m, groups, width), 1.5).into(),
        values: random.normals((m, groups, value_width), 1.0).into(),
        mask,
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for cube in [&mut input.queries, &mut input.keys, &mut input.values] {
        cube.layout = layout;
    }
    input
}

/// Calls something with the queries of each head and the keys of its group, which it may change.
fn each_head(
    input: &mut Input,
    mut change: impl FnMut(usize, ArrayViewMut2<'_, f32>, ArrayViewMut2<'_, f32>),
) {
    let share = input.heads() / input.groups();
    for h in 0..input.heads() {
        let queries = input.queries.values.index_axis_mut(Axis(1), h);
        change(h, queries, input.keys.values.index_axis_mut(Axis(1), h / share));
    }
}

/// Scores near `level`, which every query reaches in every head; `of` says by which factor that of a query differs.
fn near(
    random: &mut Random,
    level: f64,
    sizes: [usize; 6],
    mask: Mask,
    of: fn(usize, usize) -> f64,
) -> Input {
    let mut input = normal(random, sizes, mask);
    each_head(&mut input, |h, queries, keys| levels::near(queries, keys, level, |i| of(i, h)));
    input
}

/// The last keys have scores far above those that the first query sees, exactly as far as may be.
fn hidden_above(random: &mut Random) -> Input {
    let mut input = normal(random, [3, 5, 4, 2, 4, 2], Mask::Causal);
    each_head(&mut input, |_, mut queries, mut keys| {
        keys.column_mut(0).assign(&arr1(&[-14.0, -14.0, -14.0, 0.0, 14.0]));
        for mut query in queries.rows_mut() {
            query *= 0.3;
            query[0] = 4.0;
            levels::stretch_apart(query, keys.view(), 60.0);
        }
    });
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "six heads, two groups, no mask",
            make: |random| normal(random, [3, 5, 6, 2, 4, 7], Mask::None),
        },
        Case {
            name: "six heads, three groups, causal",
            make: |random| normal(random, [5, 5, 6, 3, 4, 2], Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [2, 7, 4, 2, 3, 5], Mask::Causal),
        },
        Case {
            name: "as many groups as heads",
            make: |random| normal(random, [3, 6, 4, 4, 5, 2], Mask::Causal),
        },
        Case { name: "one group for all", make: |random| normal(random, [4, 6, 5, 1, 3, 2], Mask::Causal) },
        Case { name: "a single head", make: |random| normal(random, [3, 4, 1, 1, 5, 2], Mask::None) },
        Case {
            name: "one query for a cache of keys",
            make: |random| normal(random, [1, 6, 8, 2, 5, 3], Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [6, 3, 4, 2, 5, 7], Mask::Causal),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4, 4], Mask::None) },
        Case {
            name: "all sizes equal but the groups, causal",
            make: |random| normal(random, [4, 4, 4, 2, 4, 4], Mask::Causal),
        },
        Case {
            name: "twelve heads, four groups, strided views",
            make: |random| laid(normal(random, [3, 7, 12, 4, 2, 5], Mask::Causal), Layout::Strided),
        },
        Case {
            name: "six heads, two groups, transposed views",
            make: |random| laid(normal(random, [4, 7, 6, 2, 3, 5], Mask::None), Layout::Transposed),
        },
        Case {
            name: "scores near 1000",
            make: |random| near(random, 1000.0, [3, 6, 4, 2, 5, 2], Mask::None, |_, _| 1.0),
        },
        Case {
            name: "scores near 1000, and near -1000 for every other query",
            make: |random| {
                let of = |i, h| if (i + h) % 2 == 1 { -1.0 } else { 1.0 };
                near(random, 1000.0, [4, 5, 6, 3, 4, 2], Mask::None, of)
            },
        },
        Case {
            name: "causal, scores near -1000",
            make: |random| near(random, -1000.0, [5, 7, 6, 2, 4, 3], Mask::Causal, |_, _| 1.0),
        },
        Case { name: "causal, hidden scores far above the visible ones", make: hidden_above },
        Case {
            name: "causal, 300 keys at levels that change",
            make: |random| {
                let mut input = normal(random, [2, 300, 2, 1, 2, 1], Mask::Causal);
                each_head(&mut input, |_, queries, keys| levels::stepped(queries, keys));
                input
            },
        },
        Case {
            name: "more queries than keys, no mask",
            make: |random| normal(random, [6, 3, 4, 2, 5, 7], Mask::None),
        },
        Case {
            name: "130 heads, 65 groups",
            make: |random| normal(random, [2, 3, 130, 65, 2, 1], Mask::Causal),
        },
        Case { name: "130 queries", make: |random| normal(random, [130, 3, 2, 1, 1, 2], Mask::None) },
        Case {
            name: "widths of 130 and 131",
            make: |random| normal(random, [2, 3, 2, 1, 130, 131], Mask::Causal),
        },
        Case {
            name: "keys and values alone transposed",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2, 3, 6], Mask::None);
                (input.keys.layout, input.values.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        Case { name: "every size is 1", make: |random| normal(random, [1; 6], Mask::Causal) },
    ]
}
