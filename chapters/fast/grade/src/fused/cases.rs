//! The cases of `fused`, the plainest first, each edge after what is special about it.

use judge::{Case, Random};
use ndarray::{Array2, s};

use super::Input;

const MASKED: f32 = f32::NEG_INFINITY;

/// Rows, keys and width of the plainest case.
pub(super) const PLAIN: [usize; 3] = [4, 7, 3];

/// Scores that differ by a few, and values.
pub(super) fn normal(random: &mut Random, [rows, keys, width]: [usize; 3], block: usize) -> Input {
    let (scores, values) = (random.normals((rows, keys), 1.5), random.normals((keys, width), 1.0));
    Input::new(scores, values, block)
}

/// The same, with other scores.
fn scored(input: Input, mut score: impl FnMut(usize, usize, f32) -> f32) -> Input {
    let (mut scores, values) = (input.stored().0.clone(), input.stored().1.clone());
    scores.indexed_iter_mut().for_each(|((i, j), s)| *s = score(i, j, *s));
    Input::new(scores, values, input.block)
}

/// Larger and larger scores along a row, so that the largest so far changes at each of them.
fn rising(random: &mut Random, sizes: [usize; 3], block: usize, step: f32) -> Input {
    scored(normal(random, sizes, block), |_, j, s| 0.2 * s + step * j as f32)
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a small example", make: |random| normal(random, PLAIN, 2) },
        Case { name: "scores that rise", make: |random| rising(random, [3, 9, 2], 3, 0.9) },
        Case {
            name: "scores that fall",
            make: |random| scored(rising(random, [3, 9, 2], 2, 0.9), |_, _, s| 8.0 - s),
        },
        Case {
            name: "scores around −2000",
            make: |random| scored(normal(random, [4, 6, 3], 3), |_, _, s| (s - 1995.0).max(-2000.0)),
        },
        Case {
            name: "scores around 2000",
            make: |random| scored(normal(random, [4, 6, 3], 3), |_, _, s| (s + 1995.0).min(2000.0)),
        },
        Case {
            name: "scores around 100, beyond what exp can do",
            make: |random| scored(normal(random, [3, 5, 4], 2), |_, _, s| s + 100.0),
        },
        Case {
            name: "from −2000 up to 2000 within a row",
            make: |random| {
                scored(normal(random, [3, 9, 2], 2), |i, j, s| match (i + j) % 9 {
                    0 => -2000.0,
                    8 => 2000.0,
                    k => s + 450.0 * k as f32 - 1900.0,
                })
            },
        },
        Case {
            name: "each row at another level",
            make: |random| {
                let levels = [-2000.0, 700.0, 0.0, 1990.0, -300.0, 40.0];
                scored(normal(random, [6, 7, 3], 4), |i, _, s| (levels[i] + s).clamp(-2000.0, 2000.0))
            },
        },
        Case {
            name: "scores 10 to 16 below the largest, many of them",
            make: |random| {
                let input = normal(random, [2, 300, 2], 2);
                let mut gap = |j: usize| if j == 150 { 0.0 } else { -(random.uniform(10.0..16.0) as f32) };
                let mut input = scored(input, |_, j, _| gap(j));
                // What they add up to shows where they all say the same, and the largest another thing.
                input
                    .stored_mut()
                    .1
                    .indexed_iter_mut()
                    .for_each(|((j, _), v)| *v = if j == 150 { 0.5 } else { 900.0 });
                input
            },
        },
        Case {
            name: "scores 19 to 25 below the largest, whose values alone are not 0",
            make: |random| {
                let input = normal(random, [2, 300, 2], 2);
                let mut gap = |j: usize| if j == 150 { 3.0 } else { 3.0 - random.uniform(19.0..25.0) as f32 };
                let mut input = scored(input, |_, j, _| gap(j));
                let values = input.stored_mut().1.indexed_iter_mut();
                values.for_each(|((j, _), v)| *v = if j == 150 { 0.0 } else { 990.0 + *v });
                input
            },
        },
        Case {
            name: "all scores are the same",
            make: |random| scored(normal(random, [3, 8, 2], 2), |_, _, _| 1.25),
        },
        Case {
            name: "causal",
            make: |random| scored(normal(random, [7, 7, 3], 3), |i, j, s| if j > i { MASKED } else { s }),
        },
        Case {
            name: "masked at random, and values behind the mask are large",
            make: |random| {
                let mut hidden: Vec<bool> = (0..11).map(|j| j % 3 == 1).collect();
                random.shuffle(&mut hidden);
                let input = normal(random, [5, 11, 3], 4);
                let mut input =
                    scored(input, |i, j, s| if hidden[j] || (i + j) % 5 == 2 { MASKED } else { s });
                let values = input.stored_mut().1;
                for (j, mut row) in values.rows_mut().into_iter().enumerate().filter(|(j, _)| hidden[*j]) {
                    row.fill(if j % 2 == 0 { 1000.0 } else { -1000.0 });
                }
                input
            },
        },
        Case {
            name: "the first keys masked",
            make: |random| scored(normal(random, [4, 9, 2], 2), |i, j, s| if j <= i { MASKED } else { s }),
        },
        Case {
            name: "the first and the last of 300 keys seen",
            make: |random| {
                scored(
                    normal(random, [3, 300, 2], 2),
                    |i, j, s| {
                        if (4 + i..290 + i).contains(&j) { MASKED } else { s }
                    },
                )
            },
        },
        Case {
            name: "only the last key seen, at −2000",
            make: |random| {
                scored(normal(random, [3, 6, 2], 2), |_, j, _| if j < 5 { MASKED } else { -2000.0 })
            },
        },
        Case {
            name: "a row that sees nothing, between others",
            make: |random| scored(normal(random, [5, 6, 3], 3), |i, _, s| if i == 2 { MASKED } else { s }),
        },
        Case {
            name: "the first row and the last see nothing",
            make: |random| {
                scored(normal(random, [4, 5, 2], 2), |i, _, s| if i % 3 == 0 { MASKED } else { s })
            },
        },
        Case {
            name: "no row sees anything",
            make: |random| scored(normal(random, [3, 4, 2], 2), |_, _, _| MASKED),
        },
        Case {
            name: "a row that sees nothing, below one with large scores",
            make: |random| scored(normal(random, [3, 6, 2], 3), |i, _, s| [s + 300.0, MASKED, s - 300.0][i]),
        },
        Case { name: "one row", make: |random| normal(random, [1, 13, 4], 3) },
        Case { name: "one key", make: |random| normal(random, [5, 1, 3], 2) },
        Case {
            name: "one key, which is masked for some rows",
            make: |random| {
                scored(normal(random, [5, 1, 3], 2), |i, _, s| if i % 2 == 0 { MASKED } else { s })
            },
        },
        Case { name: "one channel", make: |random| normal(random, [4, 6, 1], 3) },
        Case { name: "blocks of one row", make: |random| normal(random, [5, 6, 2], 1) },
        Case { name: "a block larger than all rows", make: |random| normal(random, [5, 8, 3], 16) },
        Case { name: "blocks that do not come out even", make: |random| normal(random, [11, 6, 2], 4) },
        Case { name: "blocks that come out even", make: |random| normal(random, [12, 5, 2], 4) },
        Case { name: "300 keys", make: |random| normal(random, [3, 300, 2], 2) },
        Case { name: "270 rows", make: |random| normal(random, [270, 3, 2], 64) },
        Case { name: "290 rows in a block of 300", make: |random| normal(random, [290, 3, 2], 300) },
        Case { name: "300 channels", make: |random| normal(random, [3, 4, 300], 2) },
        Case { name: "more channels than keys", make: |random| normal(random, [4, 3, 70], 3) },
        Case {
            name: "values up to 1000",
            make: |random| {
                let mut input = normal(random, [4, 7, 3], 2);
                let values: &mut Array2<f32> = input.stored_mut().1;
                values.mapv_inplace(|v| (400.0 * v).clamp(-1000.0, 1000.0));
                values.slice_mut(s![0, ..]).fill(1000.0);
                values.slice_mut(s![1, ..]).fill(-1000.0);
                input
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = random.distinct(2..=12);
    let block = random.whole(1..=6);
    let level = [0.0, 0.0, 150.0, -150.0][random.whole(0..=3)];
    let often = [0.0, 0.0, 0.3][random.whole(0..=2)];
    let input = normal(random, sizes, block);
    scored(input, |_, _, s| if random.chance(often) { MASKED } else { s + level })
}
