//! The cases of `gqa`.

use judge::{Case, Layout, Random};

use super::Input;
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

/// Scores near `level`: the first channel of queries and keys gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 6], mask: Mask) -> Input {
    let mut input = normal(random, sizes, mask);
    let product = level * (sizes[4] as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.slice_mut(ndarray::s![.., .., 0]).fill(side);
    input.keys.values.slice_mut(ndarray::s![.., .., 0]).fill(side * product.signum());
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
            make: |random| near(random, 1000.0, [3, 6, 4, 2, 5, 2], Mask::None),
        },
        Case {
            name: "scores near 1000, and near -1000 for every other query",
            make: |random| {
                let mut input = near(random, 1000.0, [4, 5, 6, 3, 4, 2], Mask::None);
                for ((i, h, c), x) in input.queries.values.indexed_iter_mut() {
                    if c == 0 && (i + h) % 2 == 1 {
                        *x = -*x;
                    }
                }
                input
            },
        },
        Case {
            name: "causal, scores near -1000",
            make: |random| near(random, -1000.0, [5, 7, 6, 2, 4, 3], Mask::Causal),
        },
    ]
}
