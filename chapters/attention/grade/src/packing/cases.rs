//! The cases of `packing`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers for documents of some lengths in `total` positions, with some width and value width.
pub(super) fn normal(
    random: &mut Random,
    lengths: &[usize],
    total: usize,
    [width, value_width]: [usize; 2],
) -> Input {
    Input {
        lengths: lengths.to_vec(),
        queries: random.normals((total, width), 1.5).into(),
        keys: random.normals((total, width), 1.5).into(),
        values: random.normals((total, value_width), 1.0).into(),
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
        matrix.layout = layout;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "three documents, no padding", make: |random| normal(random, &[3, 2, 4], 9, [5, 2]) },
        Case { name: "two documents and padding", make: |random| normal(random, &[2, 4], 9, [3, 5]) },
        Case { name: "one document, no padding", make: |random| normal(random, &[5], 5, [4, 3]) },
        Case { name: "one document and padding", make: |random| normal(random, &[4], 7, [3, 2]) },
        Case { name: "documents of one position", make: |random| normal(random, &[1, 1, 3, 1], 8, [4, 2]) },
        Case { name: "an empty document first", make: |random| normal(random, &[0, 3, 2], 6, [4, 3]) },
        Case {
            name: "an empty document in the middle",
            make: |random| normal(random, &[2, 0, 3], 5, [3, 4]),
        },
        Case { name: "all sizes equal", make: |random| normal(random, &[3, 3, 3], 9, [9, 9]) },
        Case { name: "a single position", make: |random| normal(random, &[1], 1, [3, 2]) },
        Case {
            name: "more padding than documents, transposed views",
            make: |random| laid(normal(random, &[2, 1], 11, [5, 3]), Layout::Transposed),
        },
        Case {
            name: "five documents, strided views",
            make: |random| laid(normal(random, &[4, 1, 6, 2, 5], 20, [3, 2]), Layout::Strided),
        },
    ]
}
