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
    let rows = if table_width > 100 { 300 } else { random.whole(11..=17) };
    let matrix = |random: &mut Random, rows: usize| random.normals((rows, width), 1.0);
    let mut input = Input {
        ids: (0..tokens).map(|_| random.whole(0..=VOCABULARY - 1) as u32).collect(),
        hash,
        slots: Array2::from_shape_simple_fn((tokens, all_heads), || random.whole(0..=rows - 1)),
        slots_strided: false,
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

/// Rows so small that epsilon matters, beside others; none is zero.
fn small_rows(random: &mut Random, sizes: Sizes, epsilon: f32) -> Input {
    let mut input = normal(random, &[1, 2], sizes);
    input.epsilon = epsilon;
    let small = [0, 2, 5];
    for matrix in [&mut input.hidden, &mut input.keys, &mut input.values] {
        for t in small {
            matrix.values.row_mut(t).mapv_inplace(|x| 0.5 * epsilon.sqrt() * x);
        }
    }
    // Not so small that the floor of the root would matter.
    for t in 0..sizes[0] {
        while input.logit(t).abs() < 3e-3 {
            let size = if small.contains(&t) { 0.5 * f64::from(epsilon).sqrt() } else { 1.0 };
            let row = random.normals(sizes[1], size);
            input.keys.values.row_mut(t).assign(&row);
        }
    }
    input
}

/// Rows of which z is 0, or about ±10⁻⁸, or about ±10⁻⁶.
fn right_angles(random: &mut Random) -> Input {
    let mut input = normal(random, &[1, 1], [7, 6, 2, 2, 3]);
    for (t, size) in [(0, 0.0), (1, 1e-4), (2, 0.0), (3, -1e-4), (4, 1e-3), (5, -1e-3)] {
        let mut hidden = input.hidden.values.row_mut(t);
        hidden.fill(0.0);
        hidden[0] = random.uniform(0.8..1.2) as f32;
        hidden[4] = -random.uniform(0.8..1.2) as f32;
        let mut key = input.keys.values.row_mut(t);
        key.fill(0.0);
        key[1] = random.uniform(0.8..1.2) as f32;
        key[3] = -random.uniform(0.8..1.2) as f32;
        (hidden[2], key[2]) = (f32::abs(size), size);
    }
    input.gain.values[2] = 1.5;
    while input.logit(6).abs() < 3e-3 {
        input.keys.values.row_mut(6).assign(&random.normals(6, 1.0));
    }
    input
}

/// Keys along the hidden states, and against them, of which the largest |z| is 30.
fn aligned(random: &mut Random) -> Input {
    let mut input = normal(random, &[1, 1], [5, 9, 2, 2, 2]);
    input.gain.values.mapv_inplace(f32::abs);
    input.hidden.values.mapv_inplace(|x| x + 0.01_f32.copysign(x));
    let first = input.hidden.values.row(0).to_owned();
    input.hidden.values.row_mut(1).assign(&first);
    for (mut key, (hidden, size)) in input
        .keys
        .values
        .rows_mut()
        .into_iter()
        .zip(input.hidden.values.rows().into_iter().zip([0.5, -0.5, 2.0, -1.5, 1.0]))
    {
        key.assign(&(&hidden * size));
    }
    let most = (0..5).map(|t| input.logit(t).abs()).fold(0.0, f64::max);
    // The first two rows are to have it: what is larger than theirs is made their opposite.
    if input.logit(0).abs() < most {
        let at =
            (0..5).max_by(|&a, &b| input.logit(a).abs().total_cmp(&input.logit(b).abs())).expect("five rows");
        let largest = input.hidden.values.row(at).to_owned();
        for (t, size) in [(0, 0.5), (1, -0.5)] {
            input.hidden.values.row_mut(t).assign(&largest);
            input.keys.values.row_mut(t).assign(&(&largest * size));
        }
    }
    let most = (0..5).map(|t| input.logit(t).abs()).fold(0.0, f64::max);
    input.gain.values *= (30.0 / most) as f32;
    input
}

/// Taps so large that what goes into SiLU reaches 1000 in the first channel, −1000 in the second, and hundreds elsewhere.
fn large_taps(random: &mut Random, sizes: Sizes) -> Input {
    let mut input = normal(random, &[1, 1], sizes);
    let convolution = input.convolution();
    for (c, (mut taps, values)) in
        input.taps.values.columns_mut().into_iter().zip(convolution.columns()).enumerate()
    {
        let largest = values.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(1.0);
        taps *= ([1000.0, -1000.0, 100.0, 300.0, 800.0][c % 5] / largest) as f32;
    }
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
            name: "rows so small that epsilon matters",
            make: |random| small_rows(random, [6, 5, 2, 3, 1], 2e-3),
        },
        Case {
            name: "more rows so small that epsilon matters",
            make: |random| small_rows(random, [8, 3, 4, 2, 2], 1e-2),
        },
        Case {
            name: "rows so small that epsilon matters, and rows of zeros",
            make: |random| {
                let mut input = small_rows(random, [7, 4, 3, 2, 2], 2e-3);
                input.keys.values.row_mut(3).fill(0.0);
                // One product is +0, so that z is +0 whatever the sum begins with.
                let first = input.hidden.values[[3, 0]].abs();
                input.hidden.values[[3, 0]] = first.copysign(input.gain.values[0]);
                input.values.values.row_mut(4).fill(0.0);
                input
            },
        },
        Case { name: "keys along the hidden states, and against them", make: aligned },
        Case { name: "large taps", make: |random| large_taps(random, [9, 5, 2, 3, 2]) },
        Case { name: "large taps, neighbours", make: |random| large_taps(random, [6, 4, 2, 2, 1]) },
        Case {
            name: "products up to 2⁶³",
            make: |random| {
                let mut input = normal(random, &[2, 1], [6, 4, 2, 2, 2]);
                let largest = VOCABULARY as u32 - 1;
                (input.ids[0], input.ids[2], input.ids[3]) = (largest, 0, largest);
                for multiplier in &mut input.hash.multipliers {
                    let most = i64::MAX as u64 / u64::from(largest);
                    *multiplier = most - (most + 1) % 2 - 2 * random.whole(0..=1000) as u64;
                }
                input
            },
        },
        Case {
            name: "tokens up to 2³²",
            make: |random| {
                let mut input = normal(random, &[1, 2], [7, 3, 2, 2, 1]);
                input.ids.iter_mut().for_each(|id| *id = u32::MAX - 7 * *id);
                input.ids[2] = u32::MAX;
                input.hash.pad = 4_000_000_007;
                input.hash.multipliers.iter_mut().for_each(|m| *m = (*m % (1 << 31)) | 1);
                input
            },
        },
        Case {
            name: "tables of more than 2³² rows",
            make: |random| {
                let mut input = normal(random, &[2, 2], [6, 3, 2, 2, 1]);
                // The second table begins beyond what an f32 counts, the others beyond 32 bits.
                input.hash.primes = vec![vec![16_777_213, 4_294_967_291], vec![67_108_859, 2_097_143]];
                input
            },
        },
        Case {
            name: "305 tokens, taps 300 apart",
            make: |random| normal(random, &[1, 1], [305, 1, 2, 2, 300]),
        },
        Case {
            name: "strided slots",
            make: |random| {
                let mut input = normal(random, &[2, 1], [5, 3, 4, 2, 2]);
                input.slots_strided = true;
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
        Case { name: "up to 6-grams", make: |random| normal(random, &[6, 1, 1, 2, 1], [8, 3, 140, 6, 1]) },
        Case { name: "140 numbers", make: |random| normal(random, &[1], [3, 140, 2, 2, 1]) },
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
