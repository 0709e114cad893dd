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
            name: "causal, 11 queries, 19 keys",
            make: |random| normal(random, [11, 19, 4, 3], Mask::Causal),
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
