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
