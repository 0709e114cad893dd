//! The cases of `top_k`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// Queries, columns, the position of the first, tokens of a block, k.
type Sizes = [usize; 5];

/// Scores that are seen from a function of query and block, and others from another.
fn scored(
    [n, columns, first, block, k]: Sizes,
    mut seen: impl FnMut(usize, usize) -> f32,
    mut hidden: impl FnMut(usize, usize) -> f32,
) -> Input {
    let scores = Array2::from_shape_fn((n, columns), |(i, s)| {
        if s < (first + i + 1) / block { seen(i, s) } else { hidden(i, s) }
    });
    Input { scores: scores.into(), first, block, k }
}

/// Normal scores; those that are hidden are rather larger.
fn normal(random: &mut Random, sizes: Sizes) -> Input {
    let mut input = scored(sizes, |_, _| 0.0, |_, _| 1.2);
    input.scores.values.mapv_inplace(|x| x + random.normal() as f32);
    input
}

/// Scores of few kinds, at random.
fn of_kinds(random: &mut Random, sizes: Sizes, kinds: &[f32]) -> Input {
    let mut one = |_: usize, _: usize| kinds[random.whole(0..=kinds.len() - 1)];
    let mut input = scored(sizes, |_, _| 0.0, |_, _| 0.0);
    for ((i, s), x) in input.scores.values.indexed_iter_mut() {
        *x = one(i, s);
    }
    input
}

/// Scores from −10³⁰ to 10³⁰, most of them below −10²⁹. What is hidden lies near 0.
fn extreme(random: &mut Random) -> Input {
    let order = [3, 8, 6, 1, 9, 4, 7, 2, 5];
    let turn = random.whole(0..=8);
    let seen = |i: usize, s: usize| match (s + 5 * i) % 11 {
        4 => 1e30,
        7 => -1e30,
        at => -1e29 * order[(at + turn) % 9] as f32 - 1e28 * s as f32 / 20.0,
    };
    scored([3, 14, 20, 2, 5], seen, |i, s| 0.1 * (i + s) as f32 - 0.8)
}

/// Scores that are as near to each other as floats can be: around 1, around 10¹³, and around 10⁻⁸.
fn neighbours(random: &mut Random) -> Input {
    let mut steps: Vec<f32> = (0..12).map(|step| step as f32).collect();
    let mut input = scored([3, 12, 22, 2, 5], |_, _| 0.0, |_, _| 0.0);
    for (i, mut row) in input.scores.values.rows_mut().into_iter().enumerate() {
        random.shuffle(&mut steps);
        let [from, step] = [[1.0, f32::EPSILON], [1e13, 1_048_576.0], [-6e-8, 1e-8]][i];
        for (x, at) in row.iter_mut().zip(&steps) {
            *x = from + step * at;
        }
    }
    input
}

/// In every row seven zeros, from the first on −0 and 0 in turn, at random places among scores below them; k is 5.
fn zeros(random: &mut Random) -> Input {
    let mut input = scored([4, 13, 21, 2, 5], |_, _| 0.0, |_, _| 2.0);
    for mut row in input.scores.values.rows_mut() {
        let mut zero: Vec<bool> = (0..11).map(|at| at < 7).collect();
        random.shuffle(&mut zero);
        let mut sign = 1.0;
        for (x, zero) in row.iter_mut().zip(zero) {
            *x = if zero {
                sign = -sign;
                0.0 * sign
            } else {
                -random.uniform(0.2..2.0) as f32
            };
        }
    }
    input
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.scores.layout = layout;
    input
}

/// What a score that is not seen can be.
const ANYTHING: [f32; 5] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 3e38, -3e38];

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "four tokens from the start, blocks of one token",
            make: |random| normal(random, [4, 4, 0, 1, 2]),
        },
        Case {
            name: "nine tokens from the start, blocks of four",
            make: |random| normal(random, [9, 3, 0, 4, 1]),
        },
        Case { name: "blocks of three, from position 10", make: |random| normal(random, [5, 5, 10, 3, 2]) },
        Case { name: "more columns than are seen", make: |random| normal(random, [4, 12, 9, 2, 3]) },
        Case { name: "one query, as when a model writes", make: |random| normal(random, [1, 16, 30, 2, 4]) },
        Case { name: "k is 1", make: |random| normal(random, [5, 9, 12, 2, 1]) },
        Case { name: "fewer are seen than k, and more", make: |random| normal(random, [6, 7, 8, 2, 5]) },
        Case { name: "k above the number of columns", make: |random| normal(random, [3, 7, 8, 2, 50]) },
        Case { name: "k of 2²⁰", make: |random| normal(random, [4, 6, 7, 2, 1 << 20]) },
        Case { name: "nothing is seen", make: |random| normal(random, [3, 1, 2, 9, 2]) },
        Case { name: "one column", make: |random| normal(random, [4, 1, 2, 4, 1]) },
        Case { name: "k a multiple of the block", make: |random| normal(random, [3, 14, 40, 3, 6]) },
        Case { name: "as many queries as columns", make: |random| normal(random, [7, 7, 7, 2, 3]) },
        Case {
            name: "all scores below 0",
            make: |random| {
                let mut input = normal(random, [4, 11, 18, 2, 4]);
                input.scores.values.mapv_inplace(|x| -x.abs() - 0.1);
                input
            },
        },
        Case {
            name: "many equal scores",
            make: |random| of_kinds(random, [6, 15, 22, 2, 5], &[0.5, -0.75, 1.5]),
        },
        Case { name: "all scores equal", make: |_| scored([3, 9, 12, 2, 4], |_, _| 0.25, |_, _| 0.25) },
        Case {
            name: "larger scores behind equal ones",
            make: |random| {
                let behind = random.whole(22..=30);
                let seen =
                    |i: usize, s: usize| if s >= behind && (s + i).is_multiple_of(3) { 2.0 } else { 1.0 };
                scored([2, 40, 78, 2, 9], seen, |_, _| 1.0)
            },
        },
        Case {
            name: "301 blocks with five scores",
            make: |random| of_kinds(random, [3, 301, 1202, 4, 90], &[-2.0, -0.5, 0.0, 0.5, 3.0]),
        },
        Case { name: "scores of 0 and −0, and below", make: zeros },
        Case { name: "scores of ±10³⁰", make: |random| extreme(random) },
        Case {
            name: "fewer scores than k above −10³⁰",
            make: |random| {
                let above = random.whole(2..=4);
                let seen = |i: usize, s: usize| if s == above + i { 0.5 } else { -1e30 };
                scored([3, 8, 12, 2, 4], seen, |_, _| 1.0)
            },
        },
        Case { name: "scores next to each other", make: neighbours },
        Case {
            name: "what is not seen is NaN",
            make: |random| {
                let mut input = normal(random, [4, 9, 10, 2, 3]);
                input.hide(|_| f32::NAN);
                input
            },
        },
        Case {
            name: "what is not seen is infinite, or very large",
            make: |random| {
                let mut input = normal(random, [5, 13, 11, 2, 4]);
                input.hide(|at| ANYTHING[1 + at % 4]);
                input
            },
        },
        Case {
            name: "many columns, and what is not seen is NaN",
            make: |random| {
                let mut input = normal(random, [3, 200, 59, 2, 8]);
                input.hide(|_| f32::NAN);
                input
            },
        },
        Case {
            name: "many columns, and what is not seen is infinite",
            make: |random| {
                let mut input = normal(random, [3, 200, 59, 2, 8]);
                input.hide(|_| f32::INFINITY);
                input
            },
        },
        Case {
            name: "position 2⁴⁰, blocks of 2³² tokens",
            make: |random| {
                let mut input = normal(random, [3, 257, (1 << 40) - 2, 1 << 32, 10]);
                input.hide(|_| 9.0);
                input
            },
        },
        Case {
            name: "1024 blocks of 128 tokens, 512 are chosen",
            make: |random| normal(random, [2, 1024, 131_070, 128, 512]),
        },
        // 49 · (1 / 49) is a little less than 1 in double precision.
        Case { name: "blocks of 49", make: |random| normal(random, [3, 2, 47, 49, 1]) },
        Case {
            name: "1100 blocks, 700 of them chosen",
            make: |random| normal(random, [1, 1100, 1099, 1, 700]),
        },
        Case { name: "260 queries", make: |random| normal(random, [260, 4, 30, 70, 2]) },
        Case {
            name: "transposed view",
            make: |random| laid(normal(random, [5, 8, 11, 2, 3]), Layout::Transposed),
        },
        Case { name: "strided view", make: |random| laid(normal(random, [4, 9, 13, 2, 4]), Layout::Strided) },
    ]
}

impl Input {
    /// Gives the scores that are not seen other values.
    pub(super) fn hide(&mut self, value: impl Fn(usize) -> f32) {
        let visible: Vec<usize> = (0..self.scores.values.nrows()).map(|i| self.visible(i)).collect();
        let hidden = self.scores.values.indexed_iter_mut().filter(|((i, s), _)| *s >= visible[*i]);
        hidden.enumerate().for_each(|(at, (_, x))| *x = value(at));
    }
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (n, block) = (random.whole(2..=7), random.whole(1..=5));
    let first = random.whole(0..=9 * block);
    let columns = (first + n) / block + random.whole(0..=3);
    let k = random.whole(1..=6);
    let sizes = [n, columns.max(1), first, block, k];
    let mut input = if random.chance(0.6) {
        normal(random, sizes)
    } else {
        of_kinds(random, sizes, &[-1.5, -0.5, 0.0, -0.0, 0.5, 1.5])
    };
    if random.chance(0.25) {
        input.hide(|at| ANYTHING[at % 5]);
    }
    let layout = Layout::any(random);
    laid(input, layout)
}
