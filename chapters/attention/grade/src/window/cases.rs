//! The cases of `window`.

use judge::{Case, Layout, Random};

use super::Input;
use super::Step::{self, Attend, Push, Start, Stream};

/// Items of a width and a value width, and as many queries as there are items.
fn input(random: &mut Random, [items, width, value_width]: [usize; 3], script: Vec<Step>) -> Input {
    Input {
        mask: None,
        queries: random.normals((items, width), 1.5).into(),
        keys: random.normals((items, width), 1.5).into(),
        values: random.normals((items, value_width), 1.0).into(),
        script,
    }
}

fn mask(random: &mut Random, n: usize, m: usize, window: usize) -> Input {
    Input { mask: Some((n, m, window)), ..input(random, [1, 1, 1], Vec::new()) }
}

/// Pushes all items into one ring, with a look after each.
fn each(window: usize, items: usize) -> Vec<Step> {
    std::iter::once(Start(window)).chain((0..items).flat_map(|j| [Push(0, j), Attend(0, j)])).collect()
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
        matrix.layout = layout;
    }
    input
}

/// Scores near `level`: the first channel of queries and keys gives it, the others vary.
fn near(mut input: Input, level: f32) -> Input {
    let product = level * (input.keys.values.ncols() as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.column_mut(0).fill(side);
    input.keys.values.column_mut(0).fill(side * product.signum());
    input
}

/// Scores that are given, one for each item, whatever the query: exact for the highest and the lowest of them, and with a
/// little noise for the others.
fn scored(random: &mut Random, [width, value_width]: [usize; 2], scores: &[f32], script: Vec<Step>) -> Input {
    const SIDE: f32 = 40.0;
    let mut input = input(random, [scores.len(), width, value_width], script);
    let root = (width as f32).sqrt();
    let ends = [f32::min, f32::max].map(|end| scores.iter().copied().reduce(end));
    for (mut key, &score) in input.keys.values.rows_mut().into_iter().zip(scores) {
        let noise = if ends.contains(&Some(score)) { 0.0 } else { 0.2 };
        key.mapv_inplace(|x| noise * x);
        key[0] = score * root / SIDE;
    }
    input.queries.values.column_mut(0).fill(SIDE);
    input
}

/// So many pushes in rings of one row after another, with a look after each of these counts.
fn looks(window: usize, counts: &[usize]) -> Vec<Step> {
    let mut script = vec![Start(window)];
    let mut pushed = 0;
    for (query, &count) in counts.iter().enumerate() {
        script.extend([Stream(0, count - pushed), Attend(0, query)]);
        pushed = count;
    }
    script
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a mask, as many queries as keys", make: |random| mask(random, 7, 7, 3) },
        Case { name: "a mask, more keys than queries", make: |random| mask(random, 3, 9, 4) },
        Case { name: "a mask, one query for a cache of keys", make: |random| mask(random, 1, 9, 4) },
        Case { name: "a mask, more queries than keys", make: |random| mask(random, 6, 4, 2) },
        Case { name: "a mask with a window of one", make: |random| mask(random, 4, 6, 1) },
        Case { name: "a mask with a window wider than the text", make: |random| mask(random, 5, 6, 11) },
        Case { name: "a long mask", make: |random| mask(random, 19, 29, 5) },
        Case { name: "a mask with one key", make: |random| mask(random, 3, 1, 2) },
        Case { name: "a mask, 300 keys, a window of 270", make: |random| mask(random, 3, 300, 270) },
        Case { name: "a mask, 260 queries and 261 keys", make: |random| mask(random, 260, 261, 259) },
        Case { name: "a mask, 260 queries and few keys", make: |random| mask(random, 260, 4, 3) },
        Case { name: "a ring before it is full", make: |random| input(random, [3, 4, 2], each(5, 3)) },
        Case {
            name: "a ring and the first token that pushes one out",
            make: |random| input(random, [4, 5, 2], each(3, 4)),
        },
        Case { name: "three times round", make: |random| input(random, [13, 3, 2], each(4, 13)) },
        Case { name: "a ring for one token", make: |random| input(random, [4, 3, 2], each(1, 4)) },
        Case {
            name: "two rings in turn, with other windows",
            make: |random| {
                let script = vec![
                    Start(3),
                    Push(0, 0),
                    Start(2),
                    Push(0, 1),
                    Push(1, 2),
                    Attend(0, 0),
                    Attend(1, 1),
                    Push(1, 3),
                    Push(0, 4),
                    Push(1, 5),
                    Attend(1, 2),
                    Attend(0, 3),
                    Push(0, 6),
                    Attend(1, 4),
                    Attend(0, 5),
                    Attend(0, 6),
                ];
                input(random, [7, 4, 3], script)
            },
        },
        Case {
            name: "all sizes equal, transposed views",
            make: |random| {
                let script = each(4, 4);
                laid(Input { mask: Some((4, 4, 4)), ..input(random, [4, 4, 4], script) }, Layout::Transposed)
            },
        },
        Case {
            name: "a key of zeros",
            make: |random| {
                let mut input = input(random, [6, 4, 3], each(4, 6));
                input.keys.values.row_mut(2).fill(0.0);
                input
            },
        },
        Case {
            name: "tokens whose values are zeros, of one the key too",
            make: |random| {
                let mut input = input(random, [6, 3, 4], each(3, 6));
                for j in [1, 4] {
                    input.values.values.row_mut(j).fill(0.0);
                }
                input.keys.values.row_mut(4).fill(0.0);
                input
            },
        },
        Case { name: "scores near 1000", make: |random| near(input(random, [7, 4, 2], each(3, 7)), 1000.0) },
        Case {
            name: "scores near -1000",
            make: |random| near(input(random, [7, 5, 3], each(5, 7)), -1000.0),
        },
        Case {
            name: "strided views",
            make: |random| laid(input(random, [5, 3, 4], each(3, 5)), Layout::Strided),
        },
        Case {
            name: "scores of 2000 and -2000, the forgotten ones far above or below the others",
            make: |random| {
                let high = [2000.0, 1994.0, 1990.0, 1992.5];
                let low = [-1993.0, -2000.0, -1991.0, -1994.5];
                let scores = [high, low, high, low].concat();
                scored(random, [3, 2], &scores, each(3, 16))
            },
        },
        Case {
            name: "scores of 700 to 90, -90 and -700",
            make: |random| {
                let scores = [705.0, 703.0, 95.0, 90.0, 92.0, -95.0, -93.5, -91.0, -745.0, -743.0, -741.0];
                scored(random, [2, 3], &scores, each(2, 11))
            },
        },
        Case {
            name: "many scores that are 10 to 12 below one",
            make: |random| {
                let low = |j: usize| -10.5 - 0.05 * j as f32;
                let scores: Vec<f32> = (0..30).map(|j| if j == 17 { 0.0 } else { low(j) }).collect();
                scored(random, [2, 2], &scores, looks(25, &[18, 25, 30]))
            },
        },
        Case {
            name: "a ring for 270 tokens, at levels that change",
            make: |random| {
                // Within tiles of an answer and between them.
                let level = |j: usize| [0.0, 12.0, -11.0, 14.0, 3.0][j / 7 % 5];
                let scores: Vec<f32> = (0..150).map(level).collect();
                scored(random, [1, 1], &scores, looks(270, &[20, 200, 257, 270, 310]))
            },
        },
        Case { name: "widths of 130 and 131", make: |random| input(random, [3, 130, 131], each(2, 3)) },
        Case {
            name: "more than 256 times round",
            make: |random| {
                let script = vec![Start(2), Stream(0, 517), Attend(0, 1), Push(0, 2), Attend(0, 2)];
                input(random, [4, 3, 2], script)
            },
        },
        Case {
            name: "values alone strided",
            make: |random| {
                let mut input = input(random, [5, 3, 4], each(3, 5));
                input.values.layout = Layout::Strided;
                input
            },
        },
        Case {
            name: "a stream of 157 tokens",
            make: |random| {
                let script = vec![Start(6), Stream(0, 157), Attend(0, 2), Push(0, 3), Attend(0, 3)];
                input(random, [11, 4, 3], script)
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [window, items, width, value_width] = random.distinct(2..=9);
    let mut script = each(window, items);
    // Some looks are left out, as when a prompt is read.
    script.retain(|step| !matches!(step, Attend(..)) || random.chance(0.6));
    script.push(Attend(0, 0));
    let [n, m, mut of_mask] = random.distinct(1..=12);
    // One more than the offset is where two ways to write the same mistake part.
    if of_mask == m.saturating_sub(n) + 1 {
        of_mask += 1;
    }
    let input = Input { mask: Some((n, m, of_mask)), ..input(random, [items, width, value_width], script) };
    let layout = Layout::any(random);
    laid(input, layout)
}
