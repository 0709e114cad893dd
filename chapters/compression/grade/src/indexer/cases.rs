//! The cases of `indexer`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, s};

use super::Input;

/// Normal numbers in four sizes: queries, heads, width, blocks.
fn normal(random: &mut Random, [n, heads, width, blocks]: [usize; 4]) -> Input {
    Input {
        queries: random.normals((n, heads, width), 1.1).into(),
        keys: (random.normals((blocks, width), 1.0) + 0.1).into(),
        weights: weights(random, n, heads).into(),
    }
}

/// Weights of both signs, none near 0, and no two alike in a row.
fn weights(random: &mut Random, n: usize, heads: usize) -> Array2<f32> {
    let levels = [1.3, -0.7, 0.4, -1.6, 0.9];
    Array2::from_shape_fn((n, heads), |(t, h)| {
        (levels[(2 * t + h) % levels.len()] + random.uniform(-0.2..0.2)) as f32
    })
}

/// Queries and keys whose products have the sign that is asked for, of a query, a head and a block: the first channel decides.
fn signed(
    random: &mut Random,
    sizes: [usize; 4],
    query: impl Fn(usize, usize) -> bool,
    key: impl Fn(usize) -> bool,
) -> Input {
    let mut input = normal(random, sizes);
    let sign = |positive: bool| if positive { 1.0 } else { -1.0 };
    for ((t, h, c), x) in input.queries.values.indexed_iter_mut() {
        *x = if c == 0 { sign(query(t, h)) * (2.0 + x.abs()) } else { (0.2 * *x).clamp(-0.4, 0.4) };
    }
    for ((s, c), x) in input.keys.values.indexed_iter_mut() {
        *x = if c == 0 { sign(key(s)) * (2.0 + x.abs()) } else { (0.2 * *x).clamp(-0.4, 0.4) };
    }
    input
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.queries.layout = layout;
    input.keys.layout = layout;
    input.weights.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two queries, two heads, three blocks",
            make: |random| {
                // Products of both signs for each query, and not of the same sign for its two heads.
                signed(random, [2, 2, 2, 3], |t, h| (t + h).is_multiple_of(2), |s| s != 1)
            },
        },
        Case { name: "three heads", make: |random| normal(random, [5, 3, 4, 7]) },
        Case { name: "one head", make: |random| normal(random, [4, 1, 3, 5]) },
        Case { name: "one query", make: |random| normal(random, [1, 4, 5, 6]) },
        Case { name: "one block", make: |random| normal(random, [6, 3, 2, 1]) },
        Case { name: "one channel", make: |random| normal(random, [3, 2, 1, 4]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4]) },
        Case { name: "more blocks than queries", make: |random| normal(random, [3, 5, 6, 11]) },
        Case { name: "more queries than blocks", make: |random| normal(random, [9, 2, 8, 4]) },
        Case {
            name: "all weights negative",
            make: |random| {
                let mut input = normal(random, [5, 3, 4, 6]);
                input.weights.values.mapv_inplace(|w| -w.abs());
                input
            },
        },
        Case {
            name: "all weights positive, and of one size",
            make: |random| {
                let mut input = normal(random, [4, 3, 5, 6]);
                input.weights.values.mapv_inplace(|w| 1.0 + 0.1 * w.abs());
                input
            },
        },
        Case {
            name: "weights of 0, and weights that cancel",
            make: |random| {
                let mut input = normal(random, [4, 3, 5, 7]);
                input.weights.values.row_mut(1).fill(0.0);
                input.weights.values.slice_mut(s![2, ..]).assign(&ndarray::array![0.75, -1.5, 0.75]);
                input
            },
        },
        Case {
            name: "blocks that no head matches",
            make: |random| {
                // Queries 0 and 2 point one way with all heads, query 1 with some.
                signed(random, [3, 4, 3, 6], |t, h| t == 0 || (t == 1 && h % 2 == 0), |s| s % 3 == 0)
            },
        },
        Case {
            name: "nothing matches at all",
            make: |random| signed(random, [3, 2, 4, 5], |_, _| true, |_| false),
        },
        Case {
            name: "queries at right angles to some keys",
            make: |random| {
                let mut input = normal(random, [3, 3, 4, 6]);
                input.queries.values.slice_mut(s![.., 1.., 2..]).fill(0.0);
                input.keys.values.slice_mut(s![..;2, ..2]).fill(0.0);
                input
            },
        },
        Case {
            name: "numbers from a hundredth to a hundred",
            make: |random| {
                let mut input = normal(random, [4, 3, 5, 6]);
                for ((t, _, _), x) in input.queries.values.indexed_iter_mut() {
                    *x *= [1.0, 100.0, 0.01, 10.0][t];
                }
                for ((s, _), x) in input.keys.values.indexed_iter_mut() {
                    *x *= [1.0, 0.01, 30.0][s % 3];
                }
                input
            },
        },
        Case {
            name: "small numbers",
            make: |random| {
                let mut input = normal(random, [3, 4, 3, 5]);
                input.queries.values.mapv_inplace(|x| 0.05 * x);
                input.keys.values.mapv_inplace(|x| 0.1 * x);
                input
            },
        },
        Case {
            name: "products near 10⁻⁷, weights of a million",
            make: |random| {
                let mut input = normal(random, [3, 3, 4, 5]);
                input.queries.values.mapv_inplace(|x| 1e-4 * x);
                input.keys.values.mapv_inplace(|x| 1e-3 * x);
                input.weights.values.mapv_inplace(|w| 1e6 * w);
                input
            },
        },
        Case { name: "260 queries", make: |random| normal(random, [260, 1, 1, 1]) },
        Case { name: "260 heads", make: |random| normal(random, [1, 260, 1, 2]) },
        Case { name: "260 channels", make: |random| normal(random, [1, 1, 260, 2]) },
        Case { name: "64 heads", make: |random| normal(random, [3, 64, 4, 5]) },
        Case { name: "300 blocks", make: |random| normal(random, [2, 3, 5, 300]) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [5, 3, 4, 6]), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [4, 5, 3, 7]), Layout::Strided) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = random.distinct(2..=8);
    let layout = Layout::any(random);
    laid(normal(random, sizes), layout)
}
