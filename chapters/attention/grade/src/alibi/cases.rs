//! The cases of `alibi`.

use judge::{Case, Layout, Random};

use super::{Head, Input};
use crate::levels;

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], slope: f32) -> Head {
    Head {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((m, width), 1.5).into(),
        values: random.normals((m, value_width), 1.0).into(),
        slope,
    }
}

/// Scores near `level`, which every query reaches; `of` says by which factor that of a query differs.
fn near(random: &mut Random, level: f64, sizes: [usize; 4], slope: f32, of: fn(usize) -> f64) -> Head {
    let mut head = normal(random, sizes, slope);
    levels::near(head.queries.values.view_mut(), head.keys.values.view_mut(), level, of);
    head
}

/// The keys that only the last query sees have scores up to 1,000, and the others scores near −1,000.
fn hidden_above(random: &mut Random) -> Head {
    let mut head = near(random, -1000.0, [3, 6, 4, 2], 0.25, |_| 1.0);
    head.keys.values.row_mut(5).mapv_inplace(|x| -x);
    for query in head.queries.values.rows_mut() {
        levels::stretch(query, head.keys.values.view(), 1000.0);
    }
    head
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "slopes of 8 heads", make: |_| Input::Slopes(8) },
        Case { name: "slopes of 12 heads", make: |_| Input::Slopes(12) },
        Case {
            name: "as many queries as keys",
            make: |random| Input::Attend(normal(random, [5, 5, 4, 3], 0.25)),
        },
        Case {
            name: "more keys than queries",
            make: |random| Input::Attend(normal(random, [3, 8, 5, 2], 0.5)),
        },
        Case { name: "slopes of 6 heads", make: |_| Input::Slopes(6) },
        Case { name: "slopes of 24 heads", make: |_| Input::Slopes(24) },
        Case { name: "slopes of a single head", make: |_| Input::Slopes(1) },
        Case { name: "slopes of 3 heads", make: |_| Input::Slopes(3) },
        Case { name: "slopes of 2 heads", make: |_| Input::Slopes(2) },
        Case { name: "slopes of 71 heads", make: |_| Input::Slopes(71) },
        Case { name: "all sizes equal", make: |random| Input::Attend(normal(random, [4, 4, 4, 4], 0.7)) },
        Case {
            name: "one query for a cache of keys",
            make: |random| Input::Attend(normal(random, [1, 7, 3, 5], 0.125)),
        },
        Case {
            name: "more queries than keys",
            make: |random| Input::Attend(normal(random, [6, 4, 3, 2], 0.25)),
        },
        Case { name: "slope 0", make: |random| Input::Attend(normal(random, [4, 6, 3, 5], 0.0)) },
        Case {
            name: "37 keys, a small slope",
            make: |random| Input::Attend(normal(random, [11, 37, 6, 3], 0.0625)),
        },
        Case { name: "37 keys, slope 1", make: |random| Input::Attend(normal(random, [13, 37, 5, 4], 1.0)) },
        Case {
            name: "transposed views",
            make: |random| Input::Attend(normal(random, [3, 5, 4, 2], 0.5).laid(Layout::Transposed)),
        },
        Case {
            name: "strided views",
            make: |random| Input::Attend(normal(random, [4, 7, 3, 5], 0.5).laid(Layout::Strided)),
        },
        Case {
            name: "scores near 1000",
            make: |random| Input::Attend(near(random, 1000.0, [4, 6, 5, 3], 0.5, |_| 1.0)),
        },
        Case {
            name: "scores near -1000",
            make: |random| Input::Attend(near(random, -1000.0, [5, 7, 4, 3], 0.25, |_| 1.0)),
        },
        Case {
            name: "queries at levels from 1000 to -1000",
            make: |random| {
                let of = |i| [1.0, -1.0, 0.09, -0.72, 0.9][i];
                Input::Attend(near(random, 1000.0, [5, 6, 3, 2], 0.5, of))
            },
        },
        Case {
            name: "hidden scores far above the visible ones",
            make: |random| Input::Attend(hidden_above(random)),
        },
        Case {
            name: "300 keys at levels that change",
            make: |random| {
                let mut head = normal(random, [3, 300, 2, 1], 0.03);
                levels::stepped(head.queries.values.view_mut(), head.keys.values.view_mut());
                Input::Attend(head)
            },
        },
        Case { name: "slopes of 64 heads", make: |_| Input::Slopes(64) },
        Case { name: "130 queries", make: |random| Input::Attend(normal(random, [130, 4, 2, 1], 0.5)) },
        Case {
            name: "widths of 130 and 131",
            make: |random| Input::Attend(normal(random, [2, 3, 130, 131], 0.5)),
        },
        Case {
            name: "keys alone transposed",
            make: |random| {
                let mut head = normal(random, [3, 5, 4, 2], 0.5);
                head.keys.layout = Layout::Transposed;
                Input::Attend(head)
            },
        },
        Case { name: "every size is 1", make: |random| Input::Attend(normal(random, [1; 4], 0.5)) },
        Case { name: "slopes of 300 heads", make: |_| Input::Slopes(300) },
    ]
}
