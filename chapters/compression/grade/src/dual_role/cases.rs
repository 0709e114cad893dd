//! The cases of `dual_role`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::Array2;

use super::{Input, Pooled};

/// n, m, c
type Sizes = [usize; 3];

/// Values around 0.5 and −0.3, gates and biases around 0.
fn normal(random: &mut Random, [n, m, c]: Sizes) -> Input {
    let mut role = |mean: f32| Pooled {
        values: (random.normals((n, c), 1.0) + mean).into(),
        gates: random.normals((n, c), 1.2).into(),
        bias: random.normals((m, c), 0.8).into(),
    };
    let (current, previous) = (role(0.5), role(-0.3));
    Input { current, previous }
}

/// Gates such that gate and bias together come to `score`, of the role (0 for `current`), the block, the place in it and the
/// channel.
fn scored(random: &mut Random, sizes: Sizes, score: impl Fn(usize, usize, usize, usize) -> f32) -> Input {
    let mut input = normal(random, sizes);
    for (role, pooled) in [&mut input.current, &mut input.previous].into_iter().enumerate() {
        let bias = pooled.bias.values.clone();
        let block = bias.nrows();
        for ((t, c), gate) in pooled.gates.values.indexed_iter_mut() {
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
    for (at, matrix) in input.matrices_mut().into_iter().enumerate() {
        matrix.layout = layouts[at % 2];
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two blocks of two tokens", make: |random| normal(random, [4, 2, 2]) },
        Case { name: "three blocks, and two tokens left over", make: |random| normal(random, [14, 4, 6]) },
        Case { name: "one block", make: |random| normal(random, [3, 3, 4]) },
        Case { name: "one block and the beginning of another", make: |random| normal(random, [5, 3, 2]) },
        Case { name: "fewer tokens than a block", make: |random| normal(random, [2, 5, 3]) },
        Case { name: "no tokens", make: |random| normal(random, [0, 4, 3]) },
        Case { name: "blocks of one token", make: |random| normal(random, [5, 1, 3]) },
        Case { name: "one channel", make: |random| normal(random, [7, 2, 1]) },
        Case {
            name: "as many blocks as tokens in them and channels",
            make: |random| normal(random, [16, 4, 4]),
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [13, 3, 4]), [Layout::Transposed; 2]),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [11, 2, 5]), [Layout::Strided; 2]) },
        Case {
            name: "transposed views beside contiguous ones",
            make: |random| laid(normal(random, [10, 3, 4]), [Layout::Contiguous, Layout::Transposed]),
        },
        Case {
            name: "gates near 1000 in one channel and near -1000 in the next",
            make: |random| {
                scored(random, [13, 3, 4], |role, _, place, c| {
                    let level = if c % 2 == 0 { 996.4 } else { -1000.0 };
                    level + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "entries near 1000 and near -1000 in turn, tokens that belong to none at 1000",
            make: |random| {
                scored(random, [17, 3, 3], |role, block, place, c| match entry(role, block) {
                    5.. => 1000.0,
                    entry if (entry + c) % 2 == 0 => 996.4 + ripple(role, place, c),
                    _ => -1000.0 + ripple(role, place, c),
                })
            },
        },
        Case {
            name: "gates and biases of 0",
            make: |random| {
                let mut input = normal(random, [8, 3, 3]);
                for matrix in [1, 2, 4, 5] {
                    input.matrices_mut()[matrix].values.fill(0.0);
                }
                input
            },
        },
        Case {
            name: "all gates near -1000",
            make: |random| scored(random, [7, 2, 3], |role, _, place, c| ripple(role, place, c) - 1000.0),
        },
        Case {
            name: "gates near -60, -120, -250, -400 and 60",
            make: |random| {
                scored(random, [10, 3, 5], |role, _, place, c| {
                    [-60.0, -400.0, -120.0, 60.0, -250.0][c] + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "the first token of every block far below the others",
            make: |random| {
                scored(random, [13, 4, 3], |role, _, place, c| {
                    (if place == 0 { -900.0 } else { 900.0 }) + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "one role far above the other",
            make: |random| {
                scored(random, [12, 2, 4], |role, block, place, c| {
                    let above = (entry(role, block) + c + role).is_multiple_of(2);
                    (if above { 900.0 } else { -900.0 }) + ripple(role, place, c)
                })
            },
        },
        Case {
            name: "one role 4 above the other",
            make: |random| {
                scored(random, [12, 3, 4], |role, block, place, c| {
                    let above = (entry(role, block) + c + role).is_multiple_of(2);
                    (if above { 4.0 } else { 0.0 }) + 0.3 * ripple(role, place, c)
                })
            },
        },
        Case {
            name: "biases near 1000 and -1000, gates near 0",
            make: |random| {
                let mut input = normal(random, [11, 3, 4]);
                for (role, pooled) in [&mut input.current, &mut input.previous].into_iter().enumerate() {
                    for ((place, c), bias) in pooled.bias.values.indexed_iter_mut() {
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
                let mut input = normal(random, [13, 3, 4]);
                let level = |r: usize, c: usize| if (r + c).is_multiple_of(2) { 1300.0 } else { -1300.0 };
                for pooled in [&mut input.current, &mut input.previous] {
                    for ((r, c), bias) in pooled.bias.values.indexed_iter_mut() {
                        *bias += level(r, c);
                    }
                    for ((t, c), gate) in pooled.gates.values.indexed_iter_mut() {
                        *gate -= level(t % 3, c);
                    }
                }
                input
            },
        },
        Case {
            name: "a token of zeros in each block",
            make: |random| {
                let mut input = normal(random, [10, 3, 2]);
                for t in [1, 3, 8] {
                    input.current.values.values.row_mut(t).fill(0.0);
                    input.previous.values.values.row_mut(t).fill(0.0);
                }
                input
            },
        },
        Case {
            name: "many tokens whose gates lie 10 to 12 below one",
            make: |random| {
                scored(random, [123, 40, 2], |role, block, place, c| {
                    let only = (11 * entry(role, block) + 17 * c) % 40;
                    if role == c % 2 && place == only { 0.5 } else { -9.8 - 0.03 * place as f32 }
                })
            },
        },
        Case {
            name: "blocks of 270 tokens, at levels that change",
            make: |random| {
                scored(random, [545, 270, 1], |role, _, place, c| {
                    [0.0, 12.0, -11.0, 14.0, 3.0][(place / 7 + 2 * role) % 5] + 0.2 * ripple(role, place, c)
                })
            },
        },
        Case { name: "300 tokens", make: |random| normal(random, [303, 4, 2]) },
        Case { name: "260 blocks of one token", make: |random| normal(random, [260, 1, 1]) },
        Case { name: "270 channels", make: |random| normal(random, [5, 2, 270]) },
    ]
}

/// What the stub promises. (ndarray 0.17 multiplies with overflow where exact_chunks meets a reversed view.)
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [m, c] = random.distinct(1..=6);
    let n = random.whole(0..=4) * m + random.whole(0..=m);
    let mut input = normal(random, [n, m, c]);
    for matrix in input.matrices_mut() {
        matrix.layout = layout(random);
    }
    input
}

/// Golden A11: 14 tokens, 6 channels, blocks of 4.
pub(super) fn a11() -> Input {
    let wave = |rows: usize, seed: f64| -> Matrix {
        Array2::from_shape_fn((rows, 6), |(r, c)| (0.7 * (r * 6 + c) as f64 + seed).sin() as f32).into()
    };
    let role =
        |s: f64| Pooled { values: wave(14, 0.1 + s), gates: wave(14, 0.3 + s), bias: wave(4, 0.5 + s) };
    Input { current: role(0.0), previous: role(0.1) }
}
