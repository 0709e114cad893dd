//! Cases of what is pooled by gates, for entries that pool their own block, or with `BEFORE` also the one before.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// Normal numbers: tokens, tokens of a block, channels.
pub(crate) fn normal<const BEFORE: bool>(random: &mut Random, [n, block, channels]: [usize; 3]) -> Input {
    let rows = if BEFORE { 2 * block } else { block };
    let mut values = random.normals((n, channels), 1.0);
    for mut column in values.columns_mut() {
        column += random.normal() as f32;
    }
    Input {
        values: values.into(),
        gates: random.normals((n, channels), 1.2).into(),
        bias: random.normals((rows, channels), 0.9).into(),
        before: BEFORE,
    }
}

/// The same, with a level for the gates of each token and channel. Where it is 1000 or −1000, the farthest gate with its bias is
/// moved to that end, and the others with it.
pub(crate) fn levelled<const BEFORE: bool>(
    random: &mut Random,
    sizes: [usize; 3],
    level: impl Fn(usize, usize) -> f32,
) -> Input {
    let mut input = normal::<BEFORE>(random, sizes);
    let [n, block, channels] = sizes;
    for ((t, c), gate) in input.gates.values.indexed_iter_mut() {
        *gate += level(t, c);
    }
    for (end, c) in [1000.0_f32, -1000.0].into_iter().flat_map(|end| (0..channels).map(move |c| (end, c))) {
        let there: Vec<usize> = (0..n).filter(|&t| level(t, c) == end).collect();
        let bias = &input.bias.values;
        let farthest = |&t: &usize| {
            let rows = (t % block..bias.nrows()).step_by(block);
            // The gate itself lies within the end as well.
            let biases = rows.map(|row| bias[[row, c]]).chain([0.0]);
            biases.map(|b| (input.gates.values[[t, c]] + b) * end.signum()).fold(f32::NEG_INFINITY, f32::max)
        };
        let most = there.iter().map(farthest).fold(f32::NEG_INFINITY, f32::max);
        for t in there {
            input.gates.values[[t, c]] += end - end.signum() * most;
        }
    }
    input
}

/// No reversed views: ndarray's exact_chunks panics on these.
pub(crate) const LAYOUTS: [Layout; 3] = [Layout::Contiguous, Layout::Transposed, Layout::Strided];

fn laid(mut input: Input, [values, gates, bias]: [Layout; 3]) -> Input {
    input.values.layout = values;
    input.gates.layout = gates;
    input.bias.layout = bias;
    input
}

pub(crate) fn cases<const BEFORE: bool>() -> Vec<Case<Input>> {
    vec![
        Case { name: "two blocks of three", make: |random| normal::<BEFORE>(random, [6, 3, 2]) },
        Case { name: "five blocks and a token", make: |random| normal::<BEFORE>(random, [21, 4, 3]) },
        Case { name: "a block", make: |random| normal::<BEFORE>(random, [5, 5, 3]) },
        Case { name: "a block that lacks a token", make: |random| normal::<BEFORE>(random, [4, 5, 2]) },
        Case { name: "no token", make: |random| normal::<BEFORE>(random, [0, 3, 4]) },
        Case { name: "blocks of one token", make: |random| normal::<BEFORE>(random, [7, 1, 3]) },
        Case { name: "blocks of two, one channel", make: |random| normal::<BEFORE>(random, [9, 2, 1]) },
        Case {
            name: "as many channels as tokens in a block",
            make: |random| normal::<BEFORE>(random, [13, 4, 4]),
        },
        Case {
            name: "as many blocks as tokens in a block",
            make: |random| normal::<BEFORE>(random, [9, 3, 5]),
        },
        Case { name: "all sizes equal", make: |random| normal::<BEFORE>(random, [4, 4, 4]) },
        Case { name: "blocks of 128", make: |random| normal::<BEFORE>(random, [300, 128, 2]) },
        Case {
            name: "260 channels, which differ",
            make: |random| {
                levelled::<BEFORE>(random, [5, 2, 260], |t, c| ((t * 7 + c * 3) % 11) as f32 * 0.4 - 2.0)
            },
        },
        Case {
            name: "equal gates and biases",
            make: |random| {
                let mut input = normal::<BEFORE>(random, [11, 5, 2]);
                input.gates.values.fill(0.7);
                input.bias.values.fill(-0.2);
                input
            },
        },
        Case {
            name: "gates near 1000 in one channel and near -1000 in the next",
            make: |random| {
                levelled::<BEFORE>(
                    random,
                    [10, 4, 3],
                    |_, c| if c.is_multiple_of(2) { 1000.0 } else { -1000.0 },
                )
            },
        },
        Case {
            name: "gates near 1000 in one block and near -1000 in those behind it",
            make: |random| {
                levelled::<BEFORE>(random, [17, 3, 2], |t, _| if t < 3 { 1000.0 } else { -1000.0 })
            },
        },
        Case {
            name: "gates from -1000 to 1000 in one block",
            make: |random| {
                levelled::<BEFORE>(random, [15, 7, 2], |t, c| {
                    [-1000.0, 1000.0, -300.0, 1000.0, 0.0, -1000.0, 400.0][(t + 3 * c) % 7]
                })
            },
        },
        Case {
            name: "biases of 1000 and -1000",
            make: |random| {
                let mut input = normal::<BEFORE>(random, [12, 4, 3]);
                for ((r, c), bias) in input.bias.values.indexed_iter_mut() {
                    let (level, noise) = ([1.0, -1.0, 0.0][(r / 2 + c) % 3], bias.abs().min(3.0));
                    *bias = level * (1000.0 - if r % 2 == 0 { 0.0 } else { noise });
                }
                // Against these the gates must not leave the range: they only draw towards 0.
                let near = input.gates.values.mapv(f32::abs);
                let (rows, block) = (input.bias.values.nrows(), 4);
                for ((t, c), gate) in input.gates.values.indexed_iter_mut() {
                    let biases = (t % block..rows).step_by(block).map(|row| input.bias.values[[row, c]]);
                    let (low, high) = biases.fold((0.0_f32, 0.0_f32), |(l, h), b| (l.min(b), h.max(b)));
                    *gate = match (low < -900.0, high > 900.0) {
                        (true, true) => 0.0,
                        (true, false) => near[[t, c]],
                        (false, true) => -near[[t, c]],
                        (false, false) => *gate,
                    };
                }
                input
            },
        },
        Case {
            name: "gates of 900 and -900 that biases cancel",
            make: |random| {
                let mut input = normal::<BEFORE>(random, [13, 4, 3]);
                let level = |r: usize, c: usize| if (r + c).is_multiple_of(2) { 900.0 } else { -900.0 };
                // What stands first in a block is canceled exactly.
                let rest = |r: usize| if r == 0 { 0.0 } else { 1.0 };
                for ((r, c), bias) in input.bias.values.indexed_iter_mut() {
                    *bias = level(r % 4, c) + rest(r % 4) * *bias;
                }
                for ((t, c), gate) in input.gates.values.indexed_iter_mut() {
                    *gate = rest(t % 4) * *gate - level(t % 4, c);
                }
                input
            },
        },
        Case {
            name: "a token of zeros in each block",
            make: |random| {
                let mut input = normal::<BEFORE>(random, [10, 3, 2]);
                for t in [1, 3, 8] {
                    input.values.values.row_mut(t).fill(0.0);
                }
                input
            },
        },
        Case { name: "260 blocks of one token", make: |random| normal::<BEFORE>(random, [260, 1, 1]) },
        Case {
            name: "gates near -60, and near -500",
            make: |random| {
                levelled::<BEFORE>(random, [9, 4, 2], |t, c| {
                    if t < 4 && c == 0 { -60.0 } else { -500.0 - 20.0 * c as f32 }
                })
            },
        },
        Case {
            name: "tokens left over whose gates are far above all others",
            make: |random| {
                levelled::<BEFORE>(random, [14, 5, 3], |t, _| if t >= 10 { 1000.0 } else { -980.0 })
            },
        },
        Case {
            name: "many gates 10 to 13 below one",
            make: |random| {
                levelled::<BEFORE>(random, [600, 300, 2], |t, c| {
                    if t % 300 == 217 - 195 * c { 3.0 } else { -8.5 - 0.01 * (t % 31) as f32 }
                })
            },
        },
        Case {
            name: "gates whose levels change within a block",
            make: |random| {
                levelled::<BEFORE>(random, [70, 33, 2], |t, c| {
                    [0.0, 90.0, -90.0, 91.0, 40.0, 90.0][(t / 3 + c) % 6]
                })
            },
        },
        Case {
            name: "values far from 0",
            make: |random| {
                let mut input = normal::<BEFORE>(random, [12, 4, 2]);
                input.values.values += 300.0;
                input
            },
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal::<BEFORE>(random, [12, 3, 4]), [Layout::Transposed; 3]),
        },
        Case {
            name: "strided views",
            make: |random| laid(normal::<BEFORE>(random, [10, 4, 3]), [Layout::Strided; 3]),
        },
        Case {
            name: "one view transposed, one strided",
            make: |random| {
                laid(
                    normal::<BEFORE>(random, [8, 3, 5]),
                    [Layout::Strided, Layout::Transposed, Layout::Contiguous],
                )
            },
        },
        Case {
            name: "a transposed bias alone",
            make: |random| {
                laid(
                    normal::<BEFORE>(random, [13, 6, 2]),
                    [Layout::Contiguous, Layout::Contiguous, Layout::Transposed],
                )
            },
        },
    ]
}

pub(crate) fn fresh<const BEFORE: bool>(random: &mut Random) -> Input {
    let [block, channels] = random.distinct(2..=7);
    let n = random.whole(block..=5 * block + 2);
    let spread = random.uniform(0.3..3.0) as f32;
    let mut input = normal::<BEFORE>(random, [n, block, channels]);
    input.gates.values.mapv_inplace(|gate| spread * gate);
    // Levels that differ by channel and by token.
    let levels: Array2<f32> = random.normals((n, channels), 200.0).mapv(|x| x.clamp(-900.0, 900.0));
    if random.chance(0.3) {
        input.gates.values += &levels;
    }
    let mut layout = || LAYOUTS[random.whole(0..=2)];
    laid(input, [layout(), layout(), layout()])
}
