//! The cases of `dsa`.

use judge::{Case, Layout, Random};

use super::Input;
use super::inputs::{even_first, hide, laid, normal, of_kinds, of_tokens, products};

/// What a score that is not seen can be.
const ANYTHING: [f32; 5] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 3e38, -3e38];

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(of_scores());
    cases.extend(far_apart());
    cases
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case { name: "one head, two of up to five tokens", make: |random| normal(random, [5, 1, 4, 4], 2) },
        Case { name: "three heads, values of another width", make: |random| normal(random, [9, 3, 4, 5], 4) },
        Case { name: "narrow keys, wide values", make: |random| normal(random, [8, 2, 2, 9], 3) },
        Case { name: "k is 1", make: |random| normal(random, [6, 2, 3, 4], 1) },
        Case { name: "k as large as the text", make: |random| normal(random, [7, 2, 5, 3], 7) },
        Case { name: "k of 2²⁰", make: |random| normal(random, [5, 2, 4, 3], 1 << 20) },
        Case { name: "one token", make: |random| normal(random, [1, 3, 4, 2], 2) },
        Case { name: "one channel", make: |random| normal(random, [6, 2, 1, 1], 3) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], 2) },
        Case {
            name: "a query and a key of zeros",
            make: |random| {
                let mut input = normal(random, [7, 2, 4, 3], 9);
                input.queries.values.slice_mut(ndarray::s![4, 1, ..]).fill(0.0);
                input.keys.values.row_mut(2).fill(0.0);
                input
            },
        },
        Case { name: "260 heads", make: |random| normal(random, [1, 260, 1, 1], 2) },
        Case { name: "260 channels, 270 of values", make: |random| normal(random, [2, 1, 260, 270], 2) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [6, 3, 5, 4], 3), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [7, 2, 3, 5], 2), Layout::Strided) },
    ]
}

fn of_scores() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "all scores below 0",
            make: |random| {
                let mut input = normal(random, [9, 2, 4, 3], 3);
                input.scores.values.mapv_inplace(|x| -x.abs() - 0.1);
                input
            },
        },
        Case {
            name: "the own token scores lowest",
            make: |random| {
                let mut input = normal(random, [8, 2, 4, 3], 3);
                input.scores.values.diag_mut().fill(-7.5);
                input
            },
        },
        Case {
            name: "many equal scores",
            make: |random| {
                let mut input = normal(random, [13, 2, 4, 3], 4);
                input.scores = of_kinds(random, 13, &[0.5, -0.75, 1.5]).into();
                input
            },
        },
        Case {
            name: "all scores equal",
            make: |random| {
                let mut input = normal(random, [9, 1, 3, 4], 4);
                input.scores.values.fill(-0.25);
                input
            },
        },
        Case {
            name: "larger scores behind equal ones",
            make: |random| {
                let mut input = normal(random, [40, 1, 3, 2], 9);
                let shift = random.whole(0..=2);
                for ((t, s), x) in input.scores.values.indexed_iter_mut() {
                    *x = if s > 21 && (s + t + shift).is_multiple_of(3) { 2.0 } else { 1.0 };
                }
                input
            },
        },
        Case {
            name: "scores of 0 and −0, and below",
            make: |random| {
                let mut input = normal(random, [15, 1, 4, 3], 4);
                input.scores = of_kinds(random, 15, &[0.0, -0.0, -1.5, -0.0]).into();
                input
            },
        },
        Case {
            name: "scores next to each other",
            make: |random| {
                let mut input = normal(random, [12, 1, 4, 3], 4);
                let mut steps: Vec<usize> = (0..12).collect();
                for (t, mut row) in input.scores.values.rows_mut().into_iter().enumerate() {
                    random.shuffle(&mut steps);
                    let [from, step] = [[1.0, f32::EPSILON], [1e13, 1_048_576.0], [-6e-8, 1e-8]][t % 3];
                    row.iter_mut().zip(&steps).for_each(|(x, &at)| *x = from + step * at as f32);
                }
                input
            },
        },
        Case {
            name: "scores of ±10³⁰",
            make: |random| {
                let mut input = normal(random, [11, 2, 3, 4], 5);
                let order = [3.0, 8.0, 6.0, 1.0, 9.0, 4.0, 7.0, 2.0, 5.0, 2.5, 6.5];
                let turn = random.whole(0..=10);
                for ((t, s), x) in input.scores.values.indexed_iter_mut() {
                    *x = match (s + 5 * t) % 11 {
                        _ if s > t => 0.25 * s as f32 - 1.0,
                        4 => 1e30,
                        7 => -1e30,
                        at => -1e29 * order[(at + turn) % 11],
                    };
                }
                input
            },
        },
        Case {
            name: "scores of later tokens are NaN",
            make: |random| hide(normal(random, [8, 2, 4, 3], 3), |_| f32::NAN),
        },
        Case {
            // A sort that takes NaN for equal goes wrong where there are many.
            name: "90 tokens, and scores of later ones are NaN",
            make: |random| hide(normal(random, [90, 1, 2, 2], 7), |_| f32::NAN),
        },
        Case {
            name: "scores of later tokens are infinite, or very large",
            make: |random| hide(normal(random, [9, 2, 3, 4], 3), |at| ANYTHING[1 + at % 4]),
        },
        Case {
            name: "260 tokens with five scores",
            make: |random| {
                let mut input = normal(random, [260, 1, 2, 2], 9);
                input.scores = of_kinds(random, 260, &[-2.0, -0.5, 0.0, 0.5, 3.0]).into();
                input
            },
        },
    ]
}

/// Products that differ.
fn far_apart() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "products of 1000 and -1000",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| match (t, h, s) {
                    (4, 0, 2) => 1000.0,
                    (3, 1, 2) => -1000.0,
                    _ => [996.5, -996.5][h] + ((t + 3 * s) % 5) as f32 * 0.7,
                };
                even_first(products(random, [6, 2], 2, product))
            },
        },
        Case {
            name: "tokens that are not chosen at 1000, the chosen near -997",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    if s.is_multiple_of(2) { -998.5 + ((t + s + h) % 4) as f32 * 0.7 } else { 1000.0 }
                };
                even_first(products(random, [7, 2], 2, product))
            },
        },
        Case {
            name: "tokens that are not chosen at -1000, the chosen near 990",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    if s.is_multiple_of(2) { 991.5 + ((t + s + h) % 4) as f32 * 0.7 } else { -1000.0 }
                };
                even_first(products(random, [6, 2], 2, product))
            },
        },
        Case {
            name: "later tokens at 1000, all that is seen near -900",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    if s > t { 1000.0 } else { -899.5 + ((2 * t + s + h) % 4) as f32 * 0.7 }
                };
                products(random, [6, 2], 3, product)
            },
        },
        Case {
            name: "queries near 900 and -900",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    (if t.is_multiple_of(2) { 903.5 } else { -901.5 }) + ((t + 2 * s + h) % 4) as f32 * 0.6
                };
                products(random, [7, 2], 3, product)
            },
        },
        Case {
            name: "one head near 900, another near -900",
            make: |random| {
                let product =
                    |t: usize, h: usize, s: usize| [903.5, -896.5][h] + ((t + 2 * s) % 4) as f32 * 0.6;
                products(random, [6, 2], 3, product)
            },
        },
        Case {
            name: "the own token 900 below another, or above it",
            make: |random| {
                let product = |t: usize, _: usize, s: usize| match (s, t % 2) {
                    _ if s == t && t.is_multiple_of(2) => -899.5,
                    _ if s == t => 899.5,
                    _ => 0.5 + ((t + 2 * s) % 5) as f32 * 0.7,
                };
                products(random, [8, 1], 4, product)
            },
        },
        Case {
            name: "many tokens 10 to 14 below one",
            make: |random| {
                let below = |s: usize| if s == 0 { 0.5 } else { -10.4 - 0.05 * s as f32 };
                let mut input = of_tokens(random, 70, 64, below);
                // What the first token says is small beside what the others say together.
                input.values.values.mapv_inplace(|x| 30.0 * (x.abs() + 1.0));
                input.values.values.row_mut(0).mapv_inplace(|x| 0.001 * x);
                input
            },
        },
        Case {
            name: "70 of 90 tokens, products at levels that change",
            make: |random| of_tokens(random, 90, 70, |s| [0.5, 11.5, -11.5, 13.5, 3.5][s / 3 % 5]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, heads, width, of_value] = random.distinct(2..=9);
    let k = random.whole(1..=n + 1);
    let mut input = normal(random, [n, heads, width, of_value], k);
    if random.chance(0.4) {
        input.scores = of_kinds(random, n, &[-1.5, -0.5, 0.0, -0.0, 0.5, 1.5]).into();
    }
    if random.chance(0.3) {
        input = hide(input, |at| ANYTHING[at % 5]);
    }
    let layout = Layout::any(random);
    laid(input, layout)
}
