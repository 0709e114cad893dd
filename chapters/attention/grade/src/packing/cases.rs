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

/// Scales queries so that the largest absolute score is `level`, and gives one more query the opposite of what has it.
fn ends(input: &mut Input, level: f32) {
    let root = (input.queries.values.ncols() as f32).sqrt();
    let scores = input.queries.values.dot(&input.keys.values.t()) / root;
    let largest = scores.iter().fold(0.0_f32, |largest, score| largest.max(score.abs()));
    input.queries.values *= level / largest;
    let farthest = scores.indexed_iter().find(|(_, score)| score.abs() == largest);
    let ((i, _), _) = farthest.expect("the largest is one of them");
    let opposite = -&input.queries.values.row(i);
    input.queries.values.row_mut(usize::from(i == 0)).assign(&opposite);
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
        Case {
            name: "an empty document last, no padding",
            make: |random| normal(random, &[3, 2, 0], 5, [4, 2]),
        },
        Case {
            name: "an empty document last, and padding",
            make: |random| normal(random, &[2, 3, 0], 8, [3, 2]),
        },
        Case {
            name: "two empty documents first, two in the middle, two last",
            make: |random| normal(random, &[0, 0, 2, 0, 0, 3, 0, 0], 5, [2, 3]),
        },
        Case {
            name: "one position and padding, widths of 1",
            make: |random| normal(random, &[1], 3, [1, 1]),
        },
        Case {
            name: "scores of 30 and -30",
            make: |random| {
                let mut input = normal(random, &[4, 1, 3], 9, [3, 2]);
                ends(&mut input, 30.0);
                input
            },
        },
        Case {
            name: "keys of other documents 40 above a document's own",
            make: |random| {
                let mut input = normal(random, &[3, 4, 2], 10, [4, 3]);
                let own = |t: usize| [-20.0, 20.0, -19.0, 20.0][[0, 0, 0, 1, 1, 1, 1, 2, 2, 3][t]];
                input.queries.values.column_mut(0).fill(8.0);
                for (t, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
                    key.mapv_inplace(|k| 0.3 * k);
                    key[0] = own(t) * 2.0 / 8.0;
                }
                input
            },
        },
        Case {
            name: "many keys 10 below one",
            make: |random| {
                let mut input = normal(random, &[2, 40], 43, [2, 2]);
                input.queries.values.fill(0.0);
                input.queries.values.column_mut(0).fill(4.0);
                for (t, key) in input.keys.values.column_mut(0).iter_mut().enumerate() {
                    let score = if t == 2 { 0.0 } else { -10.3 - 0.02 * t as f32 };
                    *key = score * 2.0_f32.sqrt() / 4.0;
                }
                input
            },
        },
        Case {
            name: "a document of more than 256 positions",
            make: |random| {
                let mut input = normal(random, &[2, 258], 261, [1, 1]);
                // The largest of so many products would be too large.
                input.queries.values *= 0.5;
                input
            },
        },
        Case {
            name: "255 empty documents between two",
            make: |random| {
                let mut lengths = vec![0; 257];
                (lengths[0], lengths[256]) = (2, 3);
                normal(random, &lengths, 6, [3, 2])
            },
        },
        Case {
            name: "padding with large values",
            make: |random| {
                let mut input = normal(random, &[2, 3], 8, [3, 2]);
                input.values.values.slice_mut(ndarray::s![5.., ..]).fill(3e38);
                input
            },
        },
        Case { name: "130 positions of padding", make: |random| normal(random, &[3, 2], 135, [2, 1]) },
        Case { name: "widths of 130 and 131", make: |random| normal(random, &[2, 1], 4, [130, 131]) },
        Case {
            name: "keys alone transposed",
            make: |random| {
                let mut input = normal(random, &[2, 3], 6, [4, 3]);
                input.keys.layout = Layout::Transposed;
                input
            },
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
