//! The cases of `flash_backward`.

use judge::{Case, Layout, Random};

use super::Input;
use attention::Mask;

/// The sizes of the plainest case: queries, keys, their width.
pub(super) const PLAIN: [usize; 3] = [4, 6, 3];

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], mask: Mask) -> Input {
    Input {
        queries: random.normals((n, width), 1.2).into(),
        keys: random.normals((m, width), 1.2).into(),
        values: random.normals((m, value_width), 1.0).into(),
        upstream: random.normals((n, value_width), 1.0).into(),
        mask,
        layout: Layout::Contiguous,
    }
}

/// Everything in a layout.
pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.queries, &mut input.keys, &mut input.values, &mut input.upstream] {
        matrix.layout = layout;
    }
    input.layout = layout;
    input
}

/// Scores near a level: the first channel of queries and keys gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 4], mask: Mask) -> Input {
    let mut input = normal(random, sizes, mask);
    let product = level * (sizes[2] as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.column_mut(0).fill(side);
    input.keys.values.column_mut(0).fill(side * product.signum());
    input
}

/// Scores that are given, of a query and a key, with a little noise but for whole hundreds; at least as wide as there are
/// queries.
fn scored(
    random: &mut Random,
    [n, m, value_width]: [usize; 3],
    mask: Mask,
    score: impl Fn(usize, usize) -> f32,
) -> Input {
    const SIDE: f32 = 16.0;
    let mut input = normal(random, [n, m, n, value_width], mask);
    input.queries.values.indexed_iter_mut().for_each(|((i, c), q)| *q = if i == c { SIDE } else { 0.0 });
    let root = (n as f32).sqrt();
    for ((j, c), k) in input.keys.values.indexed_iter_mut() {
        let score = score(c, j);
        let noise = if score % 100.0 == 0.0 { 0.0 } else { 0.03 };
        *k = score * root / SIDE + noise * *k;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "no mask",
            make: |random| {
                let [n, m, width] = PLAIN;
                normal(random, [n, m, width, 2], Mask::None)
            },
        },
        Case {
            name: "causal, as many queries as keys",
            make: |random| normal(random, [5, 5, 3, 4], Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [3, 7, 4, 2], Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [7, 4, 2, 3], Mask::Causal),
        },
        Case {
            name: "no mask, more queries than keys",
            make: |random| normal(random, [6, 3, 5, 2], Mask::None),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], Mask::Causal) },
        Case { name: "all sizes equal, no mask", make: |random| normal(random, [4, 4, 4, 4], Mask::None) },
        Case { name: "causal, one query", make: |random| normal(random, [1, 6, 3, 5], Mask::Causal) },
        Case { name: "one key", make: |random| normal(random, [4, 1, 3, 2], Mask::None) },
        Case { name: "widths of one", make: |random| normal(random, [5, 6, 1, 1], Mask::Causal) },
        Case { name: "scores near 300", make: |random| near(random, 300.0, [4, 6, 3, 2], Mask::None) },
        Case {
            name: "causal, scores near -300",
            make: |random| near(random, -300.0, [5, 5, 4, 3], Mask::Causal),
        },
        Case {
            name: "scores of 400 and -400",
            make: |random| {
                let score = |i: usize, j: usize| match (i, j) {
                    (0, 1) => 400.0,
                    (1, 3) => -400.0,
                    (0, _) => 396.5 + 0.4 * j as f32,
                    (1, _) => -396.5 - 0.4 * j as f32,
                    (2, _) => 95.5 - 0.5 * j as f32,
                    _ => -95.5 + 0.5 * j as f32,
                };
                scored(random, [4, 5, 3], Mask::None, score)
            },
        },
        Case {
            name: "causal, hidden scores of 400 above visible ones near -396",
            make: |random| {
                let score = |i: usize, j: usize| {
                    if j <= i + 1 { -396.5 + 0.5 * ((i + 2 * j) % 4) as f32 } else { 400.0 }
                };
                scored(random, [4, 5, 2], Mask::Causal, score)
            },
        },
        Case {
            name: "scores of a query 60 apart",
            make: |random| {
                let score = |i: usize, j: usize| match j {
                    0 => [0.0, 100.0, -300.0][i],
                    1 => [0.0, 100.0, -300.0][i] - 59.99,
                    _ => [-0.5, 99.5, -301.5][i] - 0.9 * j as f32,
                };
                let mut input = scored(random, [3, 6, 2], Mask::None, score);
                // Without noise: exactly as far as that.
                let row = input.keys.values.row(0).mapv(|k| k - 59.99 * 3.0_f32.sqrt() / 16.0);
                input.keys.values.row_mut(1).assign(&row);
                input
            },
        },
        Case {
            name: "many scores 10 to 12 below one",
            make: |random| {
                let score = |i: usize, j: usize| {
                    if j == 5 + 11 * i { 0.0 } else { -10.3 - 0.05 * ((7 * j) % 31) as f32 }
                };
                scored(random, [2, 31, 2], Mask::None, score)
            },
        },
        Case {
            name: "300 keys at levels that change",
            make: |random| {
                let level = |i: usize, j: usize| [0.5, 12.5, -11.5, 14.5, 3.5][(j / 7 + i) % 5];
                scored(random, [2, 300, 1], Mask::None, level)
            },
        },
        Case { name: "270 queries, two keys", make: |random| normal(random, [270, 2, 1, 1], Mask::Causal) },
        Case { name: "causal, one key", make: |random| normal(random, [3, 1, 2, 2], Mask::Causal) },
        Case {
            name: "causal, 11 queries, 19 keys",
            make: |random| normal(random, [11, 19, 4, 3], Mask::Causal),
        },
        Case {
            name: "causal, 70 queries, 67 keys, widths of 1",
            make: |random| normal(random, [70, 67, 1, 1], Mask::Causal),
        },
        Case { name: "widths of 130 and 131", make: |random| normal(random, [2, 3, 130, 131], Mask::None) },
        Case {
            name: "log-sum-exps of 0",
            make: |random| {
                let mut input = normal(random, [3, 1, 2, 2], Mask::None);
                // One key, and a score of 0 with each.
                input.keys.values.fill(0.0);
                input
            },
        },
        Case {
            name: "keys and outputs alone transposed",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2], Mask::Causal);
                (input.keys.layout, input.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        // Larger than the strips that people take.
        Case {
            name: "causal, 35 queries, 37 keys",
            make: |random| normal(random, [35, 37, 3, 2], Mask::Causal),
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [3, 5, 4, 2], Mask::Causal), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, [5, 7, 2, 3], Mask::Causal), Layout::Strided),
        },
    ]
}
