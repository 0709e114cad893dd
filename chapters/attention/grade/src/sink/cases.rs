//! The cases of `sink`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;

/// What is visible.
#[derive(Clone, Copy, PartialEq)]
enum See {
    All,
    Causal,
    /// A causal window of so many keys.
    Window(usize),
    /// At random, with the first query blind.
    Some,
}

/// Normal numbers in five sizes: heads, queries, keys, width, value width. The sinks lie between −1.5 and 2, at least 0.5 from
/// 0 and from each other's neighbour.
fn normal(random: &mut Random, [heads, n, m, width, value_width]: [usize; 5], see: See) -> Input {
    let visible = Array2::from_shape_fn((n, m), |(i, j)| match see {
        See::All => true,
        See::Causal => j + n <= i + m,
        See::Window(window) => j + n <= i + m && i + m < j + n + window,
        See::Some => i > 0 && random.chance(0.6),
    });
    let levels = [1.0, -1.0, 1.7, -0.5, 0.6];
    let sink = |h: usize| (levels[h % levels.len()] + random.uniform(-0.1..0.3)) as f32;
    let sinks: Array1<f32> = (0..heads).map(sink).collect();
    Input {
        sinks: sinks.into(),
        queries: random.normals((heads, n, width), 1.5).into(),
        keys: random.normals((heads, m, width), 1.2).into(),
        values: (random.normals((heads, m, value_width), 1.0) + 0.5).into(),
        visible,
    }
}

/// Scores near `level` and sinks so far from it: the first channel of queries and keys gives the level.
fn near(random: &mut Random, level: f32, distance: f32, sizes: [usize; 5], see: See) -> Input {
    let mut input = normal(random, sizes, see);
    let product = level * (sizes[3] as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.slice_mut(ndarray::s![.., .., 0]).fill(side);
    input.keys.values.slice_mut(ndarray::s![.., .., 0]).fill(side * product.signum());
    input.sinks.values.mapv_inplace(|z| z + level + distance);
    input
}

/// Scores that are given, of a head, a query and a key, with a little noise where they are no whole number of hundreds; and
/// sinks that are given.
fn scored(
    random: &mut Random,
    sizes: [usize; 5],
    see: See,
    score: impl Fn(usize, usize, usize) -> f32,
    sink: impl Fn(usize) -> f32,
) -> Input {
    let [heads, n, m, width, _] = sizes;
    let mut input = normal(random, sizes, see);
    // A key's score for the query i stands in a channel of its own, i: width is at least n.
    let root = (width as f32).sqrt();
    for h in 0..heads {
        for (i, c) in (0..n).flat_map(|i| (0..width).map(move |c| (i, c))) {
            input.queries.values[[h, i, c]] = if i == c { 32.0 } else { 0.0 };
        }
        for (j, c) in (0..m).flat_map(|j| (0..width).map(move |c| (j, c))) {
            let level = if c < n { score(h, c, j) } else { 0.0 };
            let noise = if level % 100.0 == 0.0 { 0.0 } else { 0.02 };
            let key = &mut input.keys.values[[h, j, c]];
            *key = level * root / 32.0 + noise * *key;
        }
    }
    input.sinks.values = (0..heads).map(sink).collect();
    input
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for cube in [&mut input.queries, &mut input.keys, &mut input.values] {
        cube.layout = layout;
    }
    input.sinks.layout = layout;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one head, everything visible",
            make: |random| normal(random, [1, 3, 5, 4, 2], See::All),
        },
        Case { name: "three heads, causal", make: |random| normal(random, [3, 5, 5, 4, 2], See::Causal) },
        Case { name: "a window of three", make: |random| normal(random, [2, 7, 8, 5, 3], See::Window(3)) },
        Case {
            name: "a query that sees nothing, and others at random",
            make: |random| normal(random, [2, 4, 7, 3, 5], See::Some),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [3, 6, 4, 5, 2], See::Causal),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4], See::Causal) },
        Case { name: "one query", make: |random| normal(random, [5, 1, 6, 3, 4], See::All) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [2, 3, 6, 4, 5], See::Causal), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, [3, 4, 5, 2, 3], See::Causal), Layout::Strided),
        },
        Case {
            name: "a single key, hidden from the first query",
            make: |random| {
                let mut input = normal(random, [2, 2, 1, 1, 1], See::All);
                input.visible[[0, 0]] = false;
                input
            },
        },
        Case {
            name: "scores and sinks of 2000 and -2000",
            make: |random| {
                let level = [1995.0, -1995.0, 1995.0, -1995.0];
                let score = |h: usize, i: usize, j: usize| match (h, i, j) {
                    (0, 0, 2) => 2000.0,
                    (1, 1, 3) => -2000.0,
                    _ => level[h] + ((i + j) % 4) as f32 * 0.7,
                };
                scored(random, [4, 2, 5, 3, 2], See::All, score, |h| [2000.0, -2000.0, -2000.0, -1994.0][h])
            },
        },
        Case {
            name: "hidden scores of 2000, visible ones near -1990",
            make: |random| {
                let score = |_: usize, i: usize, j: usize| {
                    if j <= i { -1992.5 + ((2 * i + j) % 3) as f32 } else { 2000.0 }
                };
                scored(random, [2, 4, 4, 5, 3], See::Causal, score, |h| [-1991.5, -1998.5][h])
            },
        },
        Case {
            name: "queries near 900 and -900, sinks near -900",
            make: |random| {
                let score = |h: usize, i: usize, j: usize| {
                    (if (h + i).is_multiple_of(2) { 903.5 } else { -901.5 }) + ((i + 2 * j) % 4) as f32 * 0.6
                };
                scored(random, [2, 4, 5, 4, 3], See::All, score, |h| [-900.5, -901.5][h])
            },
        },
        Case {
            name: "a sink 10 above a key, and a key 10 above a sink",
            make: |random| {
                let mut input = normal(random, [2, 1, 1, 2, 3], See::All);
                input.values.values.mapv_inplace(|v| v.abs() + 0.7);
                let scores = [0, 1].map(|h| input.scores(h, 0)[0].1 as f32);
                input.sinks.values = [scores[0] + 10.2, scores[1] - 10.2].into_iter().collect();
                input
            },
        },
        Case {
            name: "many keys 10 below one and below the sink",
            make: |random| {
                let score = |_: usize, i: usize, j: usize| {
                    if j == 7 + 5 * i { 0.5 } else { -10.5 - 0.03 * j as f32 }
                };
                scored(random, [2, 2, 40, 2, 2], See::All, score, |h| [-1.5, 0.5][h])
            },
        },
        Case {
            name: "300 keys at levels that change, and a sink that weighs as much as all",
            make: |random| {
                let score = |_: usize, i: usize, j: usize| [0.5, 11.5, -11.5, 13.5, 3.5][(j + 3 * i) / 7 % 5];
                scored(random, [1, 2, 300, 2, 1], See::All, score, |_| 17.0)
            },
        },
        Case {
            name: "blind queries, sinks of 2000 and -2000",
            make: |random| {
                let mut input = normal(random, [2, 5, 3, 4, 2], See::Causal);
                input.sinks.values = [2000.0, -2000.0].into_iter().collect();
                input
            },
        },
        Case { name: "130 queries", make: |random| normal(random, [1, 130, 3, 2, 1], See::Causal) },
        Case { name: "130 heads", make: |random| normal(random, [130, 2, 3, 1, 2], See::All) },
        Case { name: "widths of 130 and 131", make: |random| normal(random, [2, 2, 3, 130, 131], See::All) },
        Case {
            name: "keys alone transposed",
            make: |random| {
                let mut input = normal(random, [2, 3, 5, 4, 3], See::Causal);
                input.keys.layout = Layout::Transposed;
                input
            },
        },
        Case {
            name: "a sink far above the scores",
            make: |random| near(random, 0.0, 800.0, [2, 3, 5, 4, 3], See::Causal),
        },
        Case {
            name: "a sink far below the scores",
            make: |random| near(random, 0.0, -800.0, [2, 4, 3, 5, 2], See::All),
        },
        Case {
            name: "scores and sinks near 900",
            make: |random| near(random, 900.0, 0.0, [2, 3, 6, 4, 5], See::All),
        },
        Case {
            name: "scores near 900, and near -900 for every other query",
            make: |random| {
                let mut input = near(random, 900.0, -900.0, [2, 4, 5, 4, 3], See::All);
                for ((h, i, c), x) in input.queries.values.indexed_iter_mut() {
                    if c == 0 && (h + i) % 2 == 1 {
                        *x = -*x;
                    }
                }
                input
            },
        },
        Case {
            name: "scores and sinks near -900",
            make: |random| near(random, -900.0, 0.0, [3, 5, 4, 6, 2], See::All),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = random.distinct(2..=7);
    let see = [See::All, See::Causal, See::Window(3), See::Some][random.whole(0..=3)];
    let layout = Layout::any(random);
    laid(normal(random, sizes, see), layout)
}
