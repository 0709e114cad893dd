//! The cases of `nsa`.

use judge::{Case, Layout, Random};

use super::Input;
use super::inputs::{laid, normal, of_tokens, products};

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(of_gates());
    cases.extend(far_apart());
    cases
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one head, blocks of two, two of them chosen, a window of two",
            make: |random| normal(random, [9, 1, 1, 4, 4], [2, 2, 2]),
        },
        Case {
            name: "four heads in two groups, blocks of four",
            make: |random| normal(random, [18, 4, 2, 4, 5], [4, 2, 3]),
        },
        Case {
            name: "six heads in two groups, three of five blocks chosen",
            make: |random| normal(random, [17, 6, 2, 5, 3], [3, 3, 4]),
        },
        Case { name: "each head a group", make: |random| normal(random, [11, 3, 3, 4, 2], [2, 3, 2]) },
        Case {
            name: "one block is chosen: the own",
            make: |random| normal(random, [10, 2, 1, 3, 4], [3, 1, 2]),
        },
        Case {
            name: "as many chosen as there are",
            make: |random| normal(random, [12, 2, 1, 4, 3], [3, 4, 2]),
        },
        Case { name: "2²⁰ chosen", make: |random| normal(random, [9, 2, 2, 3, 4], [2, 1 << 20, 3]) },
        Case { name: "a window of one", make: |random| normal(random, [9, 2, 1, 4, 3], [2, 3, 1]) },
        Case { name: "a window of 2²⁰", make: |random| normal(random, [9, 2, 1, 3, 5], [2, 2, 1 << 20]) },
        Case {
            name: "a window as wide as a block",
            make: |random| normal(random, [13, 2, 1, 4, 3], [3, 2, 3]),
        },
        Case { name: "blocks of one token", make: |random| normal(random, [8, 2, 1, 4, 3], [1, 3, 2]) },
        Case { name: "no block is complete", make: |random| normal(random, [5, 2, 1, 4, 3], [6, 2, 2]) },
        Case { name: "blocks of 2²⁰", make: |random| normal(random, [6, 3, 1, 4, 3], [1 << 20, 2, 3]) },
        Case { name: "one token", make: |random| normal(random, [1, 2, 1, 3, 4], [2, 2, 2]) },
        Case { name: "one token, blocks of one", make: |random| normal(random, [1, 2, 2, 3, 4], [1, 1, 1]) },
        Case { name: "one channel", make: |random| normal(random, [9, 2, 1, 1, 1], [2, 2, 2]) },
        Case { name: "all sizes equal", make: |random| normal(random, [3, 3, 3, 3, 3], [3, 3, 3]) },
        Case {
            name: "a query and a token of zeros",
            make: |random| {
                let mut input = normal(random, [7, 2, 1, 4, 3], [2, 9, 3]);
                input.queries.values.slice_mut(ndarray::s![4, 1, ..]).fill(0.0);
                input.keys.values.slice_mut(ndarray::s![2, .., ..]).fill(0.0);
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [11, 4, 2, 3, 5], [2, 2, 3]), Layout::Transposed),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal(random, [13, 2, 1, 4, 3], [3, 2, 4]), Layout::Strided),
        },
    ]
}

fn of_gates() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "each head has one gate of 1, the others are 0",
            make: |random| {
                let mut input = normal(random, [14, 6, 2, 4, 3], [3, 2, 3]);
                for ((_, h, branch), gate) in input.gates.values.indexed_iter_mut() {
                    *gate = f32::from(u8::from(h % 3 == branch));
                }
                input
            },
        },
        Case {
            name: "gates of 1 and of 0",
            make: |random| {
                let mut input = normal(random, [11, 2, 1, 4, 3], [2, 3, 2]);
                for ((t, h, _), gate) in input.gates.values.indexed_iter_mut() {
                    *gate = if (t + h).is_multiple_of(3) { 0.0 } else { 1.0 };
                }
                input
            },
        },
    ]
}

/// Products that differ, and then what is long.
fn far_apart() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "products of 1000 and -1000, every block chosen",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| match (t, h, s) {
                    (5, 0, 2) => 1000.0,
                    (4, 1, 3) => -1000.0,
                    _ => [996.5, -996.5][h] + ((t + 3 * s) % 5) as f32 * 0.7,
                };
                products(random, [7, 2, 1], [2, 9, 3], product)
            },
        },
        Case {
            name: "each head finds another block far above the others, and those two are chosen",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    let found = s / 2 == 2 * (h % 2);
                    (if found { [903.5, -596.5][h % 2] } else { -897.5 }) + ((t + 2 * s) % 4) as f32 * 0.6
                };
                products(random, [8, 4, 2], [2, 3, 3], product)
            },
        },
        Case {
            name: "later tokens at 1000, all that is seen near -900",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    if s > t { 1000.0 } else { -899.5 + ((2 * t + s + h) % 4) as f32 * 0.7 }
                };
                products(random, [7, 2, 1], [3, 9, 2], product)
            },
        },
        Case {
            name: "tokens before the window at 1000, the window near -900",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    if s + 2 <= t { 1000.0 } else { -899.5 + ((2 * t + s + h) % 4) as f32 * 0.7 }
                };
                products(random, [8, 1, 1], [2, 9, 2], product)
            },
        },
        Case {
            name: "blocks left out with tokens at 1000, the others near -400",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| match (s / 4, s % 4) {
                    (0, 0) => 1000.0,
                    (0, _) => -1000.0,
                    _ => -398.5 + ((2 * t + s + h) % 4) as f32 * 0.6 - (s / 8) as f32 * 4.0,
                };
                products(random, [12, 2, 1], [4, 2, 3], product)
            },
        },
        Case {
            name: "queries near 900 and -900",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    (if t.is_multiple_of(2) { 903.5 } else { -901.5 }) + ((t + 2 * s + h) % 4) as f32 * 0.6
                };
                products(random, [7, 2, 2], [2, 9, 4], product)
            },
        },
        Case {
            name: "some products near -900, the others near 0",
            make: |random| {
                let product = |t: usize, h: usize, s: usize| {
                    (if (s + h) % 3 == 1 { -899.5 } else { -0.5 }) + ((t + 2 * s) % 5) as f32 * 0.7
                };
                products(random, [7, 2, 1], [2, 9, 3], product)
            },
        },
        Case {
            name: "70 tokens, many of them 10 to 14 below one",
            make: |random| {
                let below = |s: usize| if s == 3 { 0.5 } else { -10.4 - 0.05 * s as f32 };
                let mut input = of_tokens(random, 70, [2, 66], below);
                // What the first tokens say is small beside what the others say together.
                input.values.values.mapv_inplace(|x| 30.0 * (x.abs() + 1.0));
                input.values.values.slice_mut(ndarray::s![..4, .., ..]).mapv_inplace(|x| 0.001 * x);
                input
            },
        },
        Case {
            name: "80 tokens, products at levels that change",
            make: |random| of_tokens(random, 80, [5, 66], |s| [0.5, 11.5, -11.5, 13.5, 3.5][s / 3 % 5]),
        },
        Case {
            name: "60 tokens in blocks of two, 11 of them chosen",
            make: |random| normal(random, [60, 2, 1, 4, 3], [2, 11, 4]),
        },
        Case {
            name: "sums that lie 3 · 10⁻⁵ apart",
            make: |random| {
                // All blocks are chosen at first: it need not be drawn again.
                let mut input = normal(random, [9, 1, 1, 1, 3], [1, 9, 2]);
                input.chosen = 3;
                input.queries.values.fill(3.2e-4);
                for (s, key) in input.keys.values.iter_mut().enumerate() {
                    *key = s as f32 + random.uniform(-0.1..0.1) as f32;
                }
                input
            },
        },
        Case { name: "260 heads in one group", make: |random| normal(random, [1, 260, 1, 1, 1], [1, 9, 2]) },
        Case {
            name: "260 channels, 270 of values",
            make: |random| normal(random, [2, 1, 1, 260, 270], [1, 9, 2]),
        },
        Case {
            name: "70 blocks of one token, the own one chosen",
            make: |random| normal(random, [70, 1, 1, 1, 1], [1, 1, 2]),
        },
        Case {
            name: "260 tokens, blocks of 30, a window of 3",
            make: |random| normal(random, [260, 1, 1, 2, 2], [30, 2, 3]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let groups = random.whole(1..=3);
    let heads = groups * random.whole(1..=3);
    let (n, block) = (random.whole(6..=17), random.whole(1..=4));
    let cut = [block, random.whole(1..=n / block + 2), random.whole(1..=7)];
    let [width, of_value] = random.distinct(2..=6);
    let input = normal(random, [n, heads, groups, width, of_value], cut);
    let layout = Layout::any(random);
    laid(input, layout)
}
