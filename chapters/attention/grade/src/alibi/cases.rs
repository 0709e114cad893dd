//! The cases of `alibi`.

use judge::{Case, Layout, Random};

use super::{Head, Input};

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], slope: f32) -> Head {
    Head {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((m, width), 1.5).into(),
        values: random.normals((m, value_width), 1.0).into(),
        slope,
    }
}

/// Scores near `level`: the first channel of queries and keys gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 4], slope: f32) -> Head {
    let mut head = normal(random, sizes, slope);
    let product = level * (sizes[2] as f32).sqrt();
    let side = product.abs().sqrt();
    head.queries.values.column_mut(0).fill(side);
    head.keys.values.column_mut(0).fill(side * product.signum());
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
            name: "scores near 900",
            make: |random| Input::Attend(near(random, 900.0, [4, 6, 5, 3], 0.5)),
        },
        Case {
            name: "scores near -900",
            make: |random| Input::Attend(near(random, -900.0, [5, 7, 4, 3], 0.25)),
        },
    ]
}
