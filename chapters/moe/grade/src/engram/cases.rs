//! The cases of `engram`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;
use moe::NgramHash;

/// Tokens are below this, and a product of a token and a multiplier below 2⁶³.
const VOCABULARY: usize = 130_000;

/// Sizes: tokens, width of the hidden states, table width, taps, dilation.
pub(super) type Sizes = [usize; 5];

/// Random numbers for heads of each order, from 2-grams on, and sizes.
pub(super) fn normal(
    random: &mut Random,
    heads: &[usize],
    [tokens, width, table_width, taps, dilation]: Sizes,
) -> Input {
    let mut primes: Vec<u64> =
        vec![11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 1009, 65_537];
    random.shuffle(&mut primes);
    let mut primes = primes.into_iter();
    let primes: Vec<Vec<u64>> = heads.iter().map(|&count| primes.by_ref().take(count).collect()).collect();
    let largest = (i64::MAX as usize / VOCABULARY - 1) / 2;
    let hash = NgramHash {
        multipliers: (0..=heads.len()).map(|_| 2 * random.whole(largest / 2..=largest) as u64 + 1).collect(),
        pad: random.whole(1..=VOCABULARY - 1) as u32,
        primes,
    };
    let all_heads = heads.iter().sum();
    let rows = random.whole(11..=17);
    let matrix = |random: &mut Random, rows: usize| random.normals((rows, width), 1.0);
    let mut input = Input {
        ids: (0..tokens).map(|_| random.whole(0..=VOCABULARY - 1) as u32).collect(),
        hash,
        slots: Array2::from_shape_simple_fn((tokens, all_heads), || random.whole(0..=rows - 1)),
        table: random.normals((rows, table_width), 1.0).into(),
        hidden: matrix(random, tokens).mapv(|x| 1.7 * x + 0.3).into(),
        keys: matrix(random, tokens).mapv(|x| 0.6 * x - 0.1).into(),
        gain: random.normals(width, 0.4).mapv(|g| 1.2 + g).into(),
        epsilon: 1e-5,
        values: matrix(random, tokens).mapv(|x| 1.3 * x + 0.2).into(),
        conv_gain: random.normals(width, 0.4).mapv(|g| 1.0 + g).into(),
        taps: random.normals((taps, width), 0.8).into(),
        dilation,
    };
    settled(random, &mut input);
    input
}

/// Draws keys again where the gate's logit is so small that rounding could decide its sign.
pub(super) fn settled(random: &mut Random, input: &mut Input) {
    for t in 0..input.ids.len() {
        while input.logit(t).abs() < 3e-3 {
            let width = input.gain.values.len();
            input.keys.values.row_mut(t).assign(&random.normals(width, 1.0));
        }
    }
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.table, &mut input.hidden, &mut input.keys, &mut input.values, &mut input.taps] {
        matrix.layout = layout;
    }
    for vector in [&mut input.gain, &mut input.conv_gain] {
        vector.layout = layout;
    }
    input
}

/// Rows of which z is 0, or about ±10⁻⁸.
fn right_angles(random: &mut Random) -> Input {
    let mut input = normal(random, &[1, 1], [5, 6, 2, 2, 3]);
    for t in 0..4 {
        let mut hidden = input.hidden.values.row_mut(t);
        hidden.fill(0.0);
        hidden[0] = random.uniform(0.5..1.5) as f32;
        hidden[4] = -random.uniform(0.5..1.5) as f32;
        let mut key = input.keys.values.row_mut(t);
        key.fill(0.0);
        key[1] = random.uniform(0.5..1.5) as f32;
        key[3] = -random.uniform(0.5..1.5) as f32;
        if t % 2 == 1 {
            let size = 1e-4;
            hidden[2] = size;
            key[2] = if t == 1 { size } else { -size };
        }
    }
    input.gain.values[2] = 1.0;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "2-grams and 3-grams, two heads each",
            make: |random| normal(random, &[2, 2], [9, 5, 3, 4, 3]),
        },
        Case { name: "2-grams only, one head", make: |random| normal(random, &[1], [6, 4, 3, 3, 2]) },
        Case {
            name: "up to 4-grams, 3 heads, 1 and 2",
            make: |random| normal(random, &[3, 1, 2], [8, 3, 2, 4, 2]),
        },
        Case {
            name: "the pad is token 0",
            make: |random| {
                let mut input = normal(random, &[2, 1], [5, 4, 2, 2, 1]);
                input.hash.pad = 0;
                input
            },
        },
        Case {
            name: "fewer tokens than an n-gram has",
            make: |random| normal(random, &[2, 1, 1], [2, 5, 3, 4, 3]),
        },
        Case { name: "one token", make: |random| normal(random, &[1, 2], [1, 3, 4, 2, 2]) },
        Case { name: "no token", make: |random| normal(random, &[2, 1], [0, 3, 2, 4, 3]) },
        Case { name: "all sizes equal", make: |random| normal(random, &[1, 1, 1], [3, 3, 3, 3, 3]) },
        Case {
            name: "few different tokens",
            make: |random| {
                let mut input = normal(random, &[3, 2], [13, 4, 1, 4, 3]);
                input.ids = (0..13).map(|_| random.whole(0..=2) as u32).collect();
                input
            },
        },
        Case {
            name: "products that fit into 32 bits",
            make: |random| {
                let mut input = normal(random, &[2, 2], [7, 5, 2, 3, 1]);
                input.ids.iter_mut().for_each(|id| *id %= 1000);
                input.hash.multipliers.iter_mut().for_each(|m| *m = (*m % 10_000) | 1);
                input.hash.pad %= 1000;
                input
            },
        },
        Case { name: "keys at right angles, and nearly", make: right_angles },
        Case {
            name: "rows so small that epsilon matters, and rows of zeros",
            make: |random| {
                let mut input = normal(random, &[1, 2], [7, 4, 3, 2, 2]);
                input.epsilon = 2e-3;
                for matrix in [&mut input.hidden, &mut input.keys, &mut input.values] {
                    for t in [0, 2, 5] {
                        matrix.values.row_mut(t).mapv_inplace(|x| 0.04 * x);
                    }
                }
                // Not so small that the floor of the root would matter.
                for t in [0, 2, 5] {
                    while input.logit(t).abs() < 3e-3 {
                        let row = random.normals(4, 0.04);
                        input.keys.values.row_mut(t).assign(&row);
                    }
                }
                input.keys.values.row_mut(3).fill(0.0);
                // One product is +0, so that z is +0 whatever the sum begins with.
                let first = input.hidden.values[[3, 0]].abs();
                input.hidden.values[[3, 0]] = first.copysign(input.gain.values[0]);
                input.values.values.row_mut(4).fill(0.0);
                input
            },
        },
        Case {
            name: "keys and hidden states that nearly agree",
            make: |random| {
                let mut input = normal(random, &[1, 1], [6, 9, 2, 2, 2]);
                let noise = random.normals((6, 9), 0.2);
                input.keys.values = &input.hidden.values * 0.5 + noise;
                input.gain.values *= 3.0;
                for (t, mut row) in input.keys.values.rows_mut().into_iter().enumerate() {
                    row *= [1.0, -1.0][t % 2];
                }
                settled(random, &mut input);
                input
            },
        },
        Case { name: "one tap", make: |random| normal(random, &[1, 1], [5, 3, 2, 1, 3]) },
        Case {
            name: "23 tokens, taps further apart, strided views",
            make: |random| laid(normal(random, &[2, 3], [23, 4, 3, 3, 5]), Layout::Strided),
        },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, &[2, 2], [8, 5, 4, 4, 2]), Layout::Transposed),
        },
    ]
}
