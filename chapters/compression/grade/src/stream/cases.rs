//! The cases of `stream`.

use judge::{Case, Layout, Random};

use super::Input;
use super::Step::{self, Copy, Many, Push, Start};

/// Tokens of c channels, and biases for blocks of each of these sizes.
fn input(random: &mut Random, (tokens, c): (usize, usize), blocks: &[usize], script: Vec<Step>) -> Input {
    let values = [0.5, -0.3].map(|mean| (random.normals((tokens, c), 1.0) + mean).into());
    let gates = [0, 1].map(|_| random.normals((tokens, c), 1.2).into());
    let biases = blocks.iter().map(|&m| [0, 1].map(|_| random.normals((m, c), 0.8).into())).collect();
    Input { values, gates, biases, script }
}

/// One stream that takes so many tokens.
fn one(tokens: usize) -> Vec<Step> {
    vec![Start(0), Many(0, tokens)]
}

/// One stream that takes all tokens once, with gates that come with their bias to `score`, of the role (0 for `current`), the
/// block, the place in it and the channel.
fn scored(
    random: &mut Random,
    (tokens, c): (usize, usize),
    block: usize,
    score: impl Fn(usize, usize, usize, usize) -> f32,
) -> Input {
    let mut input = input(random, (tokens, c), &[block], one(tokens));
    for (role, gates) in input.gates.iter_mut().enumerate() {
        let bias = &input.biases[0][role].values;
        for ((t, c), gate) in gates.values.indexed_iter_mut() {
            *gate = score(role, t / block, t % block, c) - bias[[t % block, c]];
        }
    }
    input
}

/// A little that differs from place to place and from channel to channel, from 0 to 3.6.
fn ripple(role: usize, place: usize, c: usize) -> f32 {
    0.6 * ((5 * role + 3 * place + 2 * c) % 7) as f32
}

/// Of which entry a token is part in a role: its own block's, or the next one's.
fn entry(role: usize, block: usize) -> usize {
    block + role
}

fn laid(mut input: Input, layouts: [Layout; 2]) -> Input {
    for biases in &mut input.biases {
        for (bias, layout) in biases.iter_mut().zip(layouts) {
            bias.layout = layout;
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "one block of two tokens", make: |random| input(random, (2, 2), &[2], one(2)) },
        Case { name: "two blocks, and a token over", make: |random| input(random, (7, 2), &[3], one(7)) },
        Case { name: "five blocks", make: |random| input(random, (15, 4), &[3], one(15)) },
        Case { name: "a token too few", make: |random| input(random, (4, 3), &[5], one(4)) },
        Case { name: "no token", make: |random| input(random, (1, 3), &[2], one(0)) },
        Case { name: "blocks of one token", make: |random| input(random, (5, 3), &[1], one(5)) },
        Case { name: "one channel, blocks of four", make: |random| input(random, (14, 1), &[4], one(14)) },
        Case {
            name: "two streams in turn",
            make: |random| {
                let turns = (0..22).map(|t| Push(usize::from(t % 3 == 1), t));
                let script = [Start(0), Start(1)].into_iter().chain(turns).collect();
                input(random, (22, 3), &[3, 3], script)
            },
        },
        Case {
            name: "three streams in turn, with blocks of other sizes",
            make: |random| {
                let mut script = vec![Start(0), Push(0, 0), Push(0, 1), Start(1), Start(2)];
                script.extend((2..26).map(|t| Push((t * t / 2) % 3, t)));
                input(random, (26, 2), &[2, 4, 3], script)
            },
        },
        Case {
            name: "a copy in the middle of a block, and both go on",
            make: |random| {
                let mut script = vec![Start(0), Many(0, 8), Copy(0)];
                script.extend((0..14).map(|t| Push(t % 2, (5 * t + 3) % 14)));
                input(random, (14, 3), &[3], script)
            },
        },
        Case {
            name: "a copy at the end of a block, and both go on",
            make: |random| {
                let mut script = vec![Start(0), Many(0, 4), Copy(0)];
                script.extend((0..10).map(|t| Push(1 - t % 2, (3 * t + 1) % 11)));
                input(random, (11, 2), &[4], script)
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(input(random, (9, 4), &[3], one(9)), [Layout::Transposed; 2]),
        },
        Case {
            name: "strided views",
            make: |random| laid(input(random, (8, 3), &[2], one(8)), [Layout::Strided; 2]),
        },
        Case {
            name: "a contiguous view beside a transposed one",
            make: |random| {
                laid(input(random, (11, 3), &[4], one(11)), [Layout::Contiguous, Layout::Transposed])
            },
        },
        Case {
            name: "gates near 1000 in one channel and near -1000 in the next",
            make: |random| {
                scored(random, (13, 4), 3, |role, _, place, c| {
                    let level = if c % 2 == 0 { 996.4 } else { -1000.0 };
                    level + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "entries near 1000 and near -1000 in turn",
            make: |random| {
                scored(random, (16, 3), 3, |role, block, place, c| {
                    let level = if (entry(role, block) + c).is_multiple_of(2) { 996.4 } else { -1000.0 };
                    level + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "gates and biases of 0",
            make: |random| {
                let mut input = input(random, (8, 3), &[3], one(8));
                input.gates.iter_mut().for_each(|gates| gates.values.fill(0.0));
                input.biases[0].iter_mut().for_each(|bias| bias.values.fill(0.0));
                input
            },
        },
        Case {
            name: "all gates near -1000",
            make: |random| scored(random, (7, 3), 2, |role, _, place, c| ripple(role, place, c) - 1000.0),
        },
        Case {
            name: "gates near -60, -120, -250, -400 and 60",
            make: |random| {
                scored(random, (10, 5), 3, |role, _, place, c| {
                    [-60.0, -400.0, -120.0, 60.0, -250.0][c] + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "one role far above the other",
            make: |random| {
                scored(random, (12, 4), 2, |role, block, place, c| {
                    let above = (entry(role, block) + c + role).is_multiple_of(2);
                    (if above { 900.0 } else { -900.0 }) + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "one role 4 above the other",
            make: |random| {
                scored(random, (12, 4), 3, |role, block, place, c| {
                    let above = (entry(role, block) + c + role).is_multiple_of(2);
                    (if above { 4.0 } else { 0.0 }) + 0.3 * ripple(role, place, c)
                })
            },
        },
        Case {
            name: "the first token of every block far below the others",
            make: |random| {
                scored(random, (13, 3), 4, |role, _, place, c| {
                    (if place == 0 { -900.0 } else { 900.0 }) + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "biases near 1000 and -1000, gates near 0",
            make: |random| {
                let mut input = input(random, (11, 4), &[3], one(11));
                for (role, bias) in input.biases[0].iter_mut().enumerate() {
                    for ((place, c), bias) in bias.values.indexed_iter_mut() {
                        let level = if c % 2 == 0 { 988.0 } else { -992.0 };
                        *bias = level + ripple(role, place, c);
                    }
                }
                input
            },
        },
        Case {
            name: "gates of 1300 and -1300 that biases cancel",
            make: |random| {
                let mut input = input(random, (11, 4), &[3], one(11));
                let level = |r: usize, c: usize| if (r + c).is_multiple_of(2) { 1300.0 } else { -1300.0 };
                for (gates, bias) in input.gates.iter_mut().zip(&mut input.biases[0]) {
                    for ((r, c), bias) in bias.values.indexed_iter_mut() {
                        *bias += level(r, c);
                    }
                    for ((t, c), gate) in gates.values.indexed_iter_mut() {
                        *gate -= level(t % 3, c);
                    }
                }
                input
            },
        },
        Case {
            name: "a token of zeros in each block",
            make: |random| {
                let mut input = input(random, (10, 2), &[3], one(10));
                for values in &mut input.values {
                    for t in [1, 3, 8] {
                        values.values.row_mut(t).fill(0.0);
                    }
                }
                input
            },
        },
        Case {
            name: "many tokens whose gates lie 10 to 12 below one",
            make: |random| {
                scored(random, (123, 2), 40, |role, block, place, c| {
                    let only = (11 * entry(role, block) + 17 * c) % 40;
                    if role == c % 2 && place == only { 0.5 } else { -9.8 - 0.03 * place as f32 }
                })
            },
        },
        Case {
            name: "blocks of 270 tokens, at levels that change",
            make: |random| {
                scored(random, (545, 1), 270, |role, _, place, c| {
                    [0.0, 12.0, -11.0, 14.0, 3.0][(place / 7 + 2 * role) % 5] + 0.2 * ripple(role, place, c)
                })
            },
        },
        Case { name: "a stream of 277 tokens", make: |random| input(random, (23, 2), &[4], one(277)) },
        Case {
            name: "a stream of 275 tokens in blocks of one",
            make: |random| input(random, (13, 1), &[1], one(275)),
        },
        Case {
            name: "a stream of 31 tokens in blocks of one",
            make: |random| input(random, (17, 1), &[1], one(31)),
        },
        Case { name: "270 channels", make: |random| input(random, (5, 270), &[2], one(5)) },
    ]
}

/// What the stub promises. (ndarray 0.17 multiplies with overflow where exact_chunks meets a reversed view.)
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [m, other, c] = random.distinct(1..=6);
    let tokens = random.whole(1..=4) * m + random.whole(0..=m);
    let mut script = vec![Start(0), Start(1)];
    script.extend((0..tokens).map(|t| Push(usize::from(random.chance(0.4)), t)));
    if random.chance(0.5) {
        script.push(Copy(0));
        script.extend((0..=2 * m).flat_map(|t| [Push(2, t % tokens), Push(0, (3 * t + 1) % tokens)]));
    }
    let mut input = input(random, (tokens, c), &[m, other], script);
    for biases in &mut input.biases {
        for bias in biases {
            bias.layout = layout(random);
        }
    }
    input
}
