//! The cases of `qk_norm`.

use judge::{Case, Layout, Random, Vector};
use ndarray::Axis;

use super::Input;

/// Normal numbers in four sizes (queries, keys, heads, width), and gains around 1, some of them negative.
pub(super) fn normal(random: &mut Random, [n, m, heads, width]: [usize; 4]) -> Input {
    let mut gain = || {
        let mut gain = random.normals(width, 0.5);
        gain.mapv_inplace(|x| if x < -0.8 { x } else { 1.0 + x });
        Vector::from(gain)
    };
    let (query_gain, key_gain) = (gain(), gain());
    Input {
        queries: random.normals((n, heads, width), 1.5).into(),
        keys: random.normals((m, heads, width), 1.5).into(),
        query_gain,
        key_gain,
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for cube in [&mut input.queries, &mut input.keys] {
        cube.layout = layout;
    }
    for gain in [&mut input.query_gain, &mut input.key_gain] {
        gain.layout = layout;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "as many queries as keys", make: |random| normal(random, [5, 5, 3, 4]) },
        Case {
            name: "the mean is not zero",
            make: |random| {
                let mut input = normal(random, [3, 4, 2, 6]);
                input.queries.values += 2.0;
                input.keys.values -= 1.5;
                input
            },
        },
        Case { name: "more keys than queries", make: |random| normal(random, [2, 7, 3, 4]) },
        Case { name: "one query for a cache of keys", make: |random| normal(random, [1, 9, 4, 6]) },
        Case { name: "one head", make: |random| normal(random, [3, 5, 1, 8]) },
        Case { name: "two channels", make: |random| normal(random, [4, 5, 3, 2]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4]) },
        Case {
            name: "long queries, keys of all lengths",
            make: |random| {
                let mut input = normal(random, [4, 6, 3, 8]);
                input.queries.values *= 300.0;
                for (j, mut key) in input.keys.values.outer_iter_mut().enumerate() {
                    key *= [0.1, 1.0, 10.0, 100.0][j % 4];
                }
                input
            },
        },
        Case {
            name: "tiny queries and keys",
            make: |random| {
                let mut input = normal(random, [3, 5, 2, 6]);
                input.queries.values *= 8e-4;
                input.keys.values *= 3e-4;
                input
            },
        },
        Case {
            name: "a query and a key of zeros",
            make: |random| {
                let mut input = normal(random, [3, 6, 2, 4]);
                input.queries.values.slice_mut(ndarray::s![1, .., ..]).fill(0.0);
                input.keys.values.slice_mut(ndarray::s![4, 1, ..]).fill(0.0);
                input
            },
        },
        Case { name: "strided views", make: |random| laid(normal(random, [3, 5, 2, 6]), Layout::Strided) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [2, 6, 5, 4]), Layout::Transposed),
        },
        Case {
            name: "entries from 10,000 to -10,000 beside small ones",
            make: |random| {
                let mut input = normal(random, [4, 5, 3, 4]);
                // Tokens and heads of very different lengths: each vector has its own.
                for cube in [&mut input.queries.values, &mut input.keys.values] {
                    for (v, mut vector) in cube.lanes_mut(Axis(2)).into_iter().enumerate() {
                        let largest = vector.fold(0.0_f32, |most, x| most.max(x.abs()));
                        vector *= [1e4, 1.0, 300.0, 2e-3][v % 4] / largest;
                    }
                    (cube[[0, 0, 1]], cube[[1, 1, 2]]) = (1e4, -1e4);
                }
                input
            },
        },
        Case { name: "300 keys", make: |random| normal(random, [2, 300, 2, 2]) },
        Case { name: "130 queries", make: |random| normal(random, [130, 131, 1, 2]) },
        Case { name: "130 heads", make: |random| normal(random, [2, 3, 130, 2]) },
        Case { name: "130 channels", make: |random| normal(random, [2, 3, 2, 130]) },
        Case {
            name: "keys alone transposed",
            make: |random| {
                let mut input = normal(random, [3, 5, 2, 4]);
                input.keys.layout = Layout::Transposed;
                input
            },
        },
        Case {
            name: "one query, one key, one head, two channels",
            make: |random| normal(random, [1, 1, 1, 2]),
        },
    ]
}
