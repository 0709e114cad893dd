//! The cases of `luong`.

use judge::{Case, Layout, Random};

use super::{Form, Input};
use Kind::{Concat, Dot, General};

/// A form without its arrays.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Dot,
    General,
    Concat,
}

/// Normal numbers in seven sizes: queries, keys, query width, key width, hidden units, context width, output width. Dot gives
/// the keys the queries' width.
pub(super) fn normal(random: &mut Random, kind: Kind, sizes: [usize; 7]) -> Input {
    let [n, m, query_width, key_width, hidden, context_width, output_width] = sizes;
    let key_width = if kind == Kind::Dot { query_width } else { key_width };
    let deviation = |width: usize| 1.6 / (width as f64).sqrt();
    let both = query_width + key_width;
    Input {
        queries: random.normals((n, query_width), 1.2).into(),
        keys: random.normals((m, key_width), 1.2).into(),
        form: match kind {
            Kind::Dot => Form::Dot,
            Kind::General => Form::General { weights: random.normals((query_width, key_width), 1.0).into() },
            Kind::Concat => Form::Concat {
                weights: random.normals((both, hidden), deviation(both)).into(),
                w_score: random.normals(hidden, 1.2).into(),
            },
        },
        contexts: random.normals((n, context_width), 1.0).into(),
        w_output: random
            .normals((context_width + query_width, output_width), deviation(context_width + query_width))
            .into(),
    }
}

/// All arrays in one layout; a vector is strided where rows are.
pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    let Input { queries, keys, form, contexts, w_output } = &mut input;
    for matrix in [queries, keys, contexts, w_output] {
        matrix.layout = layout;
    }
    match form {
        Form::Dot => {}
        Form::General { weights } => weights.layout = layout,
        Form::Concat { weights, w_score } => {
            weights.layout = layout;
            w_score.layout = match layout {
                Layout::Transposed | Layout::Strided => Layout::Strided,
                Layout::Contiguous | Layout::Reversed => Layout::Contiguous,
            };
        }
    }
    input
}

/// Sums inside tanh from −10,000 to 10,000, in the concat score and in the output, where the first channel of some keys and
/// contexts is large: the others are as they were.
fn sums_at_both_ends(random: &mut Random) -> Input {
    let mut input = normal(random, Concat, [4, 6, 5, 3, 7, 2, 5]);
    let of = |places: &[f32], i: usize| 100.0 * places[i];
    for (j, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
        key[0] = of(&[0.0, 1.0, 0.0, -1.0, 1.0, 0.0], j);
    }
    for (i, mut context) in input.contexts.values.rows_mut().into_iter().enumerate() {
        context[0] = of(&[0.0, 1.0, -1.0, 0.0], i);
    }
    let Form::Concat { weights, .. } = &mut input.form else { unreachable!("it is concat") };
    for (weights, large) in [(&mut weights.values, 5), (&mut input.w_output.values, 0)] {
        weights.row_mut(large).mapv_inplace(|w| 0.01 * w);
        for unit in [0, 1] {
            weights.column_mut(unit).mapv_inplace(|w| 0.05 * w);
        }
        (weights[[large, 0]], weights[[large, 1]]) = (99.97, -99.97);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "dot", make: |random| normal(random, Dot, [2, 3, 4, 4, 1, 5, 6]) },
        Case { name: "general", make: |random| normal(random, General, [2, 5, 4, 3, 1, 6, 7]) },
        Case { name: "concat", make: |random| normal(random, Concat, [3, 2, 5, 4, 7, 6, 8]) },
        Case { name: "dot, all sizes equal", make: |random| normal(random, Dot, [4, 4, 4, 4, 4, 4, 4]) },
        Case {
            name: "general, all sizes equal",
            make: |random| normal(random, General, [4, 4, 4, 4, 4, 4, 4]),
        },
        Case {
            name: "concat, square matrices",
            make: |random| normal(random, Concat, [4, 4, 4, 4, 8, 4, 8]),
        },
        Case {
            name: "general, as many queries as keys",
            make: |random| normal(random, General, [5, 5, 4, 2, 1, 3, 6]),
        },
        Case {
            name: "concat, one width, more keys than queries",
            make: |random| normal(random, Concat, [3, 6, 4, 4, 5, 4, 7]),
        },
        Case { name: "dot, one query", make: |random| normal(random, Dot, [1, 7, 5, 5, 1, 3, 4]) },
        Case { name: "general, one key", make: |random| normal(random, General, [6, 1, 3, 5, 1, 4, 2]) },
        Case {
            name: "concat, one hidden unit",
            make: |random| normal(random, Concat, [5, 4, 2, 3, 1, 6, 1]),
        },
        Case { name: "general, widths of 1", make: |random| normal(random, General, [4, 3, 1, 1, 1, 1, 2]) },
        Case {
            name: "concat, sums of 900 and -900 inside tanh",
            make: |random| {
                let mut input = normal(random, Concat, [4, 6, 5, 3, 7, 2, 5]);
                // Two hidden units for some keys, and two outputs for some contexts, far beyond where tanh is 1 and −1.
                for (j, mut key) in input.keys.values.rows_mut().into_iter().enumerate() {
                    key[0] = [0.0, 30.0, 0.0, -30.0, 30.0, 0.0][j];
                }
                for (i, mut context) in input.contexts.values.rows_mut().into_iter().enumerate() {
                    context[0] = [0.0, 30.0, -30.0, 0.0][i];
                }
                if let Form::Concat { weights, .. } = &mut input.form {
                    weights.values.row_mut(5).mapv_inplace(|w| 0.1 * w);
                    weights.values[[5, 0]] = 30.0;
                    weights.values[[5, 1]] = -30.0;
                }
                input.w_output.values.row_mut(0).mapv_inplace(|w| 0.1 * w);
                input.w_output.values[[0, 0]] = 30.0;
                input.w_output.values[[0, 1]] = -30.0;
                input
            },
        },
        Case { name: "concat, sums of 10,000 and -10,000 inside tanh", make: sums_at_both_ends },
        Case { name: "concat, every size is 1", make: |random| normal(random, Concat, [1; 7]) },
        Case { name: "dot, 300 queries", make: |random| normal(random, Dot, [300, 2, 3, 3, 1, 1, 2]) },
        Case { name: "concat, 300 keys", make: |random| normal(random, Concat, [2, 300, 2, 3, 4, 1, 2]) },
        Case { name: "dot, a width of 130", make: |random| normal(random, Dot, [2, 3, 130, 1, 1, 131, 132]) },
        Case {
            name: "general, 130 queries and 131 keys",
            make: |random| normal(random, General, [130, 131, 2, 1, 1, 1, 2]),
        },
        Case {
            name: "concat, 130 hidden units",
            make: |random| normal(random, Concat, [2, 3, 67, 70, 130, 1, 2]),
        },
        Case {
            name: "general, the weights alone transposed",
            make: |random| {
                let mut input = normal(random, General, [3, 4, 5, 3, 1, 2, 6]);
                if let Form::General { weights } = &mut input.form {
                    weights.layout = Layout::Transposed;
                }
                input.w_output.layout = Layout::Transposed;
                input
            },
        },
        Case {
            name: "dot, transposed views",
            make: |random| laid(normal(random, Dot, [3, 5, 4, 4, 1, 2, 6]), Layout::Transposed),
        },
        Case {
            name: "general, strided views",
            make: |random| laid(normal(random, General, [4, 6, 3, 5, 1, 2, 7]), Layout::Strided),
        },
        Case {
            name: "concat, 17 keys, transposed views",
            make: |random| laid(normal(random, Concat, [11, 17, 6, 3, 8, 5, 4]), Layout::Transposed),
        },
        Case {
            name: "general, transposed views",
            make: |random| laid(normal(random, General, [5, 3, 4, 6, 1, 7, 2]), Layout::Transposed),
        },
        Case {
            name: "concat, strided views",
            make: |random| laid(normal(random, Concat, [4, 3, 5, 2, 6, 7, 8]), Layout::Strided),
        },
        Case {
            name: "general, rows from the last to the first",
            make: |random| laid(normal(random, General, [3, 4, 5, 2, 1, 7, 6]), Layout::Reversed),
        },
    ]
}
