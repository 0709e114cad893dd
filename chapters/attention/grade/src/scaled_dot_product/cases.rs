//! The cases of `scaled_dot_product`.

use judge::{Case, Layout, Random};

use super::Input;
use attention::Mask;

/// Normal numbers in four sizes: queries, keys, width, value width.
pub(super) fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], mask: Mask) -> Input {
    Input {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((m, width), 1.5).into(),
        values: random.normals((m, value_width), 1.0).into(),
        mask,
    }
}

/// Scores near `level`: the first channel of queries and keys gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 4], mask: Mask) -> Input {
    let mut input = normal(random, sizes, mask);
    let product = level * (sizes[2] as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.column_mut(0).fill(side);
    input.keys.values.column_mut(0).fill(side * product.signum());
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "no mask", make: |random| normal(random, [3, 5, 4, 2], Mask::None) },
        Case {
            name: "causal, as many queries as keys",
            make: |random| normal(random, [5, 5, 3, 4], Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [2, 7, 4, 3], Mask::Causal),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], Mask::Causal) },
        Case { name: "all sizes equal, no mask", make: |random| normal(random, [4, 4, 4, 4], Mask::None) },
        Case {
            name: "causal, one query for a cache of keys",
            make: |random| normal(random, [1, 6, 5, 3], Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [6, 4, 3, 2], Mask::Causal),
        },
        Case { name: "scores near 1000", make: |random| near(random, 1000.0, [3, 6, 4, 5], Mask::None) },
        Case {
            name: "causal, scores near -10,000",
            make: |random| near(random, -10_000.0, [13, 13, 4, 3], Mask::Causal),
        },
        Case { name: "causal, 37 keys", make: |random| normal(random, [11, 37, 6, 3], Mask::Causal) },
        Case {
            name: "two equal keys, transposed views",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2], Mask::None);
                input.keys.values[[1, 0]] = 4.0;
                let twin = input.keys.values.row(1).to_owned();
                input.keys.values.row_mut(3).assign(&twin);
                // The twins win: their score is the largest of every row.
                for mut query in input.queries.values.rows_mut() {
                    query.scaled_add(2.0, &twin);
                }
                for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
                    matrix.layout = Layout::Transposed;
                }
                input
            },
        },
        Case { name: "scores near -1000", make: |random| near(random, -1000.0, [4, 6, 5, 3], Mask::Causal) },
    ]
}
