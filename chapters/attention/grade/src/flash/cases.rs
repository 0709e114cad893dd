//! The cases of `flash`.

use judge::{Case, Layout, Random};
use ndarray::s;

use super::{Input, Rows};
use attention::Mask;

/// The sizes of the plainest case: queries and their width, keys.
pub(super) const PLAIN: ((usize, usize), usize) = ((4, 3), 6);

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(
    random: &mut Random,
    [n, m, width, value_width]: [usize; 4],
    tile: usize,
    mask: Mask,
) -> Input {
    let queries = random.normals((n, width), 1.5).into();
    let keys = random.normals((m, width), 1.5).into();
    let values = random.normals((m, value_width), 1.0).into();
    Input { queries, rows: Rows::Stored(keys, values), tile, mask }
}

/// Scores near a level for each key: the first channel of queries and keys gives it, the others vary.
fn levels(
    random: &mut Random,
    sizes: [usize; 4],
    tile: usize,
    mask: Mask,
    level: impl Fn(usize) -> f32,
) -> Input {
    let mut input = normal(random, sizes, tile, mask);
    let root = (sizes[2] as f32).sqrt();
    input.queries.values.column_mut(0).fill(30.0);
    let (keys, _) = input.stored_mut();
    for (j, key) in keys.values.column_mut(0).iter_mut().enumerate() {
        *key = level(j) * root / 30.0;
    }
    input
}

/// Some keys have no channel but the one that gives their level.
fn exact(input: &mut Input, of: &[usize]) {
    for &j in of {
        input.stored_mut().0.values.row_mut(j).slice_mut(s![1..]).fill(0.0);
    }
}

/// Scores near a level for each query, as `levels` has them for each key.
fn levels_of_queries(
    random: &mut Random,
    sizes: [usize; 4],
    tile: usize,
    level: impl Fn(usize) -> f32,
) -> Input {
    let mut input = normal(random, sizes, tile, Mask::None);
    let root = (sizes[2] as f32).sqrt();
    for (i, query) in input.queries.values.column_mut(0).iter_mut().enumerate() {
        *query = level(i) * root / 30.0;
    }
    input.stored_mut().0.values.column_mut(0).fill(30.0);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "no mask, tiles that come out even",
            make: |random| {
                let ((n, width), m) = PLAIN;
                normal(random, [n, m, width, 2], 2, Mask::None)
            },
        },
        Case {
            name: "no mask, shorter last tiles",
            make: |random| normal(random, [5, 7, 4, 2], 3, Mask::None),
        },
        Case {
            name: "causal, as many queries as keys",
            make: |random| normal(random, [7, 7, 3, 4], 3, Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [5, 11, 4, 3], 4, Mask::Causal),
        },
        Case {
            name: "causal, one query for a cache of keys",
            make: |random| normal(random, [1, 9, 5, 3], 4, Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [11, 4, 3, 2], 3, Mask::Causal),
        },
        Case {
            name: "no mask, more queries than keys",
            make: |random| normal(random, [9, 5, 2, 3], 2, Mask::None),
        },
        Case {
            name: "a tile larger than everything",
            make: |random| normal(random, [3, 5, 2, 4], 8, Mask::Causal),
        },
        Case { name: "tiles of one row", make: |random| normal(random, [4, 6, 3, 2], 1, Mask::Causal) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], 4, Mask::Causal) },
        Case {
            name: "scores that rise from tile to tile",
            make: |random| {
                levels(random, [4, 9, 4, 3], 3, Mask::None, |j| [-400.0, 30.0, 900.0][j / 3] + j as f32)
            },
        },
        Case {
            name: "scores that fall from tile to tile",
            make: |random| {
                levels(random, [3, 8, 4, 2], 3, Mask::None, |j| [900.0, 100.0, -2000.0][j / 3] - j as f32)
            },
        },
        Case {
            name: "causal, scores near 1000",
            make: |random| levels(random, [5, 8, 4, 3], 3, Mask::Causal, |_| 1000.0),
        },
        Case {
            name: "scores near -1000",
            make: |random| levels(random, [4, 7, 5, 3], 2, Mask::None, |_| -1000.0),
        },
        Case {
            name: "causal, scores near -9,900",
            make: |random| levels(random, [6, 6, 4, 3], 4, Mask::Causal, |_| -9900.0),
        },
        Case {
            name: "scores of each tile of queries 500 below those of the tile before",
            make: |random| levels_of_queries(random, [8, 7, 4, 3], 3, |i| 500.0 - 500.0 * (i / 3) as f32),
        },
        Case {
            name: "scores of queries within a tile 300 apart",
            make: |random| levels_of_queries(random, [7, 8, 3, 2], 4, |i| [400.0, -300.0, 100.0][i % 3]),
        },
        Case {
            name: "scores of 10,000 and -10,000",
            make: |random| {
                let level = |j: usize| match j {
                    3 => 10_000.0,
                    7 => -10_000.0,
                    _ => [9990.0, -9990.0, 9992.0, -5000.0][j % 4],
                };
                let mut input = levels(random, [4, 10, 2, 3], 4, Mask::None, level);
                exact(&mut input, &[3, 7]);
                input
            },
        },
        Case {
            name: "causal, scores of later keys far above",
            make: |random| levels(random, [7, 9, 3, 2], 4, Mask::Causal, |j| 2200.0 * (j as f32 - 4.0)),
        },
        Case {
            name: "scores of 700 to 90, -90 and -700",
            make: |random| {
                levels_of_queries(random, [6, 5, 3, 2], 2, |i| [-744.0, 93.0, 705.0, -93.0, 90.0, -700.0][i])
            },
        },
        Case {
            name: "many scores 10 to 12 below one",
            make: |random| {
                let low = |j: usize| -10.3 - 0.05 * ((7 * j) % 31) as f32;
                let mut input =
                    levels(random, [2, 31, 2, 2], 5, Mask::None, |j| if j == 12 { 0.0 } else { low(j) });
                exact(&mut input, &(0..31).collect::<Vec<_>>());
                input
            },
        },
        Case {
            name: "causal, 300 keys at levels that change, widths of 1",
            make: |random| {
                let level = |j: usize| [0.0, 12.0, -11.0, 14.0, 3.0][j / 7 % 5];
                levels(random, [3, 300, 1, 1], 67, Mask::Causal, level)
            },
        },
        Case {
            name: "a tile of 135 queries and 133 keys, causal",
            make: |random| normal(random, [135, 133, 2, 1], 135, Mask::Causal),
        },
        Case {
            name: "tiles of 64, causal, 140 queries and 137 keys",
            make: |random| normal(random, [140, 137, 1, 2], 64, Mask::Causal),
        },
        Case {
            name: "widths of 130 and 131",
            make: |random| normal(random, [2, 3, 130, 131], 2, Mask::None),
        },
        Case {
            name: "one key, a score of -10,000",
            make: |random| {
                let mut input = levels(random, [2, 1, 2, 3], 3, Mask::None, |_| -10_000.0);
                exact(&mut input, &[0]);
                input
            },
        },
        Case { name: "270 queries, two keys", make: |random| normal(random, [270, 2, 2, 1], 7, Mask::None) },
        Case { name: "one key, causal", make: |random| normal(random, [3, 1, 2, 3], 2, Mask::Causal) },
        Case { name: "causal, 37 keys", make: |random| normal(random, [13, 37, 6, 3], 5, Mask::Causal) },
        Case {
            name: "transposed queries",
            make: |random| {
                let mut input = normal(random, [4, 6, 5, 3], 4, Mask::Causal);
                input.queries.layout = Layout::Transposed;
                input
            },
        },
        Case {
            name: "strided queries",
            make: |random| {
                let mut input = normal(random, [6, 10, 3, 5], 4, Mask::Causal);
                input.queries.layout = Layout::Strided;
                input
            },
        },
    ]
}
