//! The cases of `additive`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers in six sizes: queries, keys, query width, key width, value width, hidden units. The sums inside tanh have
/// a deviation of about 2.
pub(super) fn normal(random: &mut Random, sizes: [usize; 6]) -> Input {
    let [n, m, query_width, key_width, value_width, hidden] = sizes;
    let deviation = |width: usize| 1.4 / (width as f64).sqrt();
    Input {
        queries: random.normals((n, query_width), 1.0).into(),
        keys: random.normals((m, key_width), 1.0).into(),
        values: random.normals((m, value_width), 1.0).into(),
        w_query: random.normals((query_width, hidden), deviation(query_width)).into(),
        w_key: random.normals((key_width, hidden), deviation(key_width)).into(),
        w_score: random.normals(hidden, 1.2).into(),
    }
}

/// All arrays in one layout. A vector of weights is strided where rows are, so that whoever takes memory from any of the
/// arrays, of the whole or of each row, fails on the same cases.
pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    let Input { queries, keys, values, w_query, w_key, w_score } = &mut input;
    for matrix in [queries, keys, values, w_query, w_key] {
        matrix.layout = layout;
    }
    w_score.layout = match layout {
        Layout::Transposed | Layout::Strided => Layout::Strided,
        Layout::Contiguous | Layout::Reversed => Layout::Contiguous,
    };
    input
}

/// Scores near `level`, and none beyond it: one hidden unit is saturated for every query and key, its weight is the level, and
/// the others count for 4 at most. `sign` says whose level is the other one.
fn near(random: &mut Random, level: f32, sizes: [usize; 6], sign: fn(usize) -> f32) -> Input {
    let mut input = normal(random, sizes);
    input.queries.values.column_mut(0).iter_mut().enumerate().for_each(|(i, x)| *x = 5.0 * sign(i));
    input.w_query.values.row_mut(0).mapv_inplace(|w| 0.2 * w);
    input.w_query.values[[0, 0]] = 8.0;
    input.w_score.values[0] = 0.0;
    let others = input.w_score.values.mapv(f32::abs).sum();
    input.w_score.values *= 4.0 / others;
    input.w_score.values[0] = level - 4.0 * level.signum();
    input
}

/// Sums inside tanh from −10,000 to 10,000, for two units and two of the keys; the other units are as they were.
fn sums_at_both_ends(random: &mut Random) -> Input {
    let mut input = normal(random, [3, 6, 4, 5, 2, 7]);
    for (j, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
        key[0] = if j == 1 || j == 4 { 100.0 } else { 0.0 };
    }
    input.w_key.values.row_mut(0).mapv_inplace(|w| 0.01 * w);
    for unit in [0, 1] {
        input.w_query.values.column_mut(unit).mapv_inplace(|w| 0.05 * w);
        input.w_key.values.column_mut(unit).mapv_inplace(|w| 0.05 * w);
    }
    input.w_key.values[[0, 0]] = 99.97;
    input.w_key.values[[0, 1]] = -99.97;
    input
}

/// Scores of one query from near −10,000 to near 10,000: the first hidden unit is saturated by the keys, to one side or the other.
fn far_apart(random: &mut Random) -> Input {
    let mut input = near(random, 10_000.0, [3, 6, 2, 4, 3, 5], |_| 0.0);
    let places = [-1.0, 1.0, 1.0, -1.0, -1.0, 1.0];
    input.keys.values.column_mut(0).iter_mut().zip(places).for_each(|(x, at)| *x = 5.0 * at);
    input.w_key.values.row_mut(0).mapv_inplace(|w| 0.2 * w);
    input.w_key.values.column_mut(0).mapv_inplace(|w| 0.2 * w);
    input.w_query.values.column_mut(0).mapv_inplace(|w| 0.2 * w);
    input.w_key.values[[0, 0]] = 8.0;
    input
}

/// Two queries and 300 keys, whose scores change their level in tiles of any size: two hidden units make them.
fn many_keys(random: &mut Random) -> Input {
    let mut input = normal(random, [2, 300, 1, 2, 1, 4]);
    for (j, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
        key[0] = [0.0, 3.0, -3.0, 1.0, -0.5][j / 7 % 5];
    }
    input.w_key.values.row_mut(0).assign(&ndarray::arr1(&[4.0, 3.0, 0.1, -0.1]));
    (input.w_score.values[0], input.w_score.values[1]) = (7.0, 5.0);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a small example", make: |random| normal(random, [2, 3, 4, 5, 2, 6]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4, 4]) },
        Case { name: "as many queries as keys", make: |random| normal(random, [5, 5, 3, 4, 2, 7]) },
        Case {
            name: "all sizes but the hidden units equal",
            make: |random| normal(random, [4, 4, 4, 4, 4, 9]),
        },
        Case { name: "one query", make: |random| normal(random, [1, 6, 3, 2, 4, 5]) },
        Case { name: "one key", make: |random| normal(random, [4, 1, 2, 5, 3, 6]) },
        Case { name: "one hidden unit", make: |random| normal(random, [3, 5, 4, 2, 6, 1]) },
        Case {
            name: "widths of 1",
            make: |random| {
                let mut input = normal(random, [3, 4, 1, 1, 1, 5]);
                // The mean of random numbers could lie near 0.
                input.values.values.column_mut(0).iter_mut().enumerate().for_each(|(j, v)| *v += j as f32);
                input
            },
        },
        Case { name: "scores near 1000", make: |random| near(random, 1000.0, [3, 6, 4, 2, 5, 7], |_| 1.0) },
        Case { name: "scores near -1000", make: |random| near(random, -1000.0, [4, 5, 3, 6, 2, 8], |_| 1.0) },
        Case {
            name: "scores near 10,000, and near -10,000 for every other query",
            make: |random| {
                near(random, 10_000.0, [4, 5, 2, 3, 2, 6], |i| if i % 2 == 0 { 1.0 } else { -1.0 })
            },
        },
        Case { name: "scores of one query from -10,000 to 10,000", make: far_apart },
        Case { name: "sums of 10,000 and -10,000 inside tanh", make: sums_at_both_ends },
        Case {
            name: "sums of 900 and -900 inside tanh",
            make: |random| {
                let mut input = normal(random, [3, 6, 4, 5, 2, 7]);
                // Two of the keys drive two hidden units far beyond where tanh is 1 and −1.
                for (j, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
                    key[0] = if j == 1 || j == 4 { 30.0 } else { 0.0 };
                }
                input.w_key.values.row_mut(0).mapv_inplace(|w| 0.1 * w);
                input.w_key.values[[0, 0]] = 30.0;
                input.w_key.values[[0, 1]] = -30.0;
                input
            },
        },
        Case {
            name: "two equal keys, transposed views",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2, 6, 7]);
                let twin = input.keys.values.row(1).to_owned();
                input.keys.values.row_mut(3).assign(&twin);
                laid(input, Layout::Transposed)
            },
        },
        Case {
            name: "views from the last row to the first",
            make: |random| laid(normal(random, [4, 3, 2, 6, 5, 7]), Layout::Reversed),
        },
        Case { name: "300 keys whose scores change their level", make: many_keys },
        Case { name: "130 queries", make: |random| normal(random, [130, 2, 1, 2, 1, 3]) },
        Case {
            name: "widths of 130 to 133",
            make: |random| {
                let mut input = normal(random, [1, 2, 131, 133, 130, 132]);
                input.w_score.values *= 0.1;
                input
            },
        },
        Case {
            name: "keys and their weights alone transposed",
            make: |random| {
                let mut input = normal(random, [3, 4, 2, 5, 3, 6]);
                (input.keys.layout, input.w_key.layout) = (Layout::Transposed, Layout::Transposed);
                input
            },
        },
        Case {
            name: "every size is 1",
            make: |random| {
                let mut input = normal(random, [1; 6]);
                input.values.values += 2.0;
                input
            },
        },
        Case {
            name: "17 keys, strided views",
            make: |random| laid(normal(random, [11, 17, 6, 3, 5, 8]), Layout::Strided),
        },
    ]
}
