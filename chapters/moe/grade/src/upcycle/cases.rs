//! The cases of `upcycle`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, array};

use super::Input;
use moe::Mlp;

/// Sizes: tokens, experts, k, width, hidden.
type Sizes = [usize; 5];

fn layer(random: &mut Random, width: usize, hidden: usize) -> Mlp {
    Mlp {
        up: random.normals((width, hidden), 1.5 / (width as f64).sqrt()),
        down: random.normals((hidden, width), 1.5 / (hidden as f64).sqrt()),
    }
}

/// Logits a third apart, or less where they are many, in random order, each with a little of its own, and a level for each token.
fn apart(random: &mut Random, t: usize, experts: usize, level: f64) -> Array2<f32> {
    let mut logits = Array2::zeros((t, experts));
    let apart = (18.0 / experts as f64).min(0.33);
    for mut row in logits.rows_mut() {
        let mut steps: Vec<usize> = (0..experts).collect();
        random.shuffle(&mut steps);
        let base = level + random.uniform(-1.0..1.0);
        for (logit, step) in row.iter_mut().zip(steps) {
            let place = step as f64 - (experts as f64 - 1.0) / 2.0;
            *logit = (base + place * apart + random.uniform(0.0..0.3 * apart)) as f32;
        }
    }
    logits
}

pub(super) fn normal(random: &mut Random, sizes: Sizes) -> Input {
    at_level(random, sizes, 0.0)
}

fn at_level(random: &mut Random, sizes: Sizes, level: f64) -> Input {
    let logits = apart(random, sizes[0], sizes[1], level);
    with(random, logits, sizes)
}

fn with(random: &mut Random, logits: Array2<f32>, [t, count, k, width, hidden]: Sizes) -> Input {
    // Some gates are zero, and none of the sums is 1.
    let gates = Array2::from_shape_simple_fn((t, count), || {
        if random.chance(0.4) { 0.0 } else { random.uniform(0.1..0.9) as f32 }
    });
    let mut input = Input {
        dense: layer(random, width, hidden),
        count,
        logits: logits.into(),
        k,
        tokens: random.normals((t, width), 1.0).into(),
        gates: gates.into(),
        experts: (0..count).map(|_| layer(random, width, hidden)).collect(),
    };
    // At least one gate for the first token.
    input.gates.values[[0, count - 1]] = 0.7;
    input
}

fn laid(mut input: Input, layout: Layout) -> Input {
    for matrix in [&mut input.logits, &mut input.tokens, &mut input.gates] {
        matrix.layout = layout;
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "the two best of four experts",
            make: |random| {
                let logits = array![[0.2, 1.4, -0.6, 0.9], [1.1, -0.3, 0.5, -1.2], [-0.8, 0.1, 2.0, 1.3]];
                with(random, logits, [3, 4, 2, 5, 6])
            },
        },
        Case { name: "the three best of seven", make: |random| normal(random, [5, 7, 3, 4, 2]) },
        Case { name: "the best one", make: |random| normal(random, [4, 5, 1, 3, 7]) },
        Case { name: "all experts", make: |random| normal(random, [3, 4, 4, 2, 5]) },
        Case { name: "two experts, one of them", make: |random| normal(random, [6, 2, 1, 3, 4]) },
        Case { name: "a single expert", make: |random| normal(random, [3, 1, 1, 4, 2]) },
        Case {
            name: "equal logits at the border",
            make: |random| {
                let logits = array![
                    [0.5, 1.5, 0.5, -1.0, 0.5],
                    [0.25, 0.25, 0.25, 0.25, 0.25],
                    [-1.0, -0.5, 2.0, -0.5, -0.5]
                ];
                with(random, logits, [3, 5, 2, 4, 3])
            },
        },
        Case {
            name: "equal logits before a larger one",
            make: |random| {
                let logits = array![[0.5, 0.5, 0.5, -1.0, 1.5], [-0.5, 1.0, -0.5, -0.5, 2.0]];
                with(random, logits, [2, 5, 2, 3, 4])
            },
        },
        Case {
            name: "equal logits before two larger ones",
            make: |random| with(random, array![[0.25, 0.25, 0.25, 1.5, 0.25, 0.75]], [1, 6, 3, 4, 2]),
        },
        Case {
            name: "many experts and few logits",
            make: |random| {
                let levels = [0.5, 1.25, -0.25];
                let logits = Array2::from_shape_fn((2, 41), |(_, e)| levels[(e * e + e / 4) % 3]);
                with(random, logits, [2, 41, 20, 2, 3])
            },
        },
        Case { name: "logits near 850", make: |random| at_level(random, [4, 6, 3, 3, 2], 850.0) },
        Case { name: "logits near −850", make: |random| at_level(random, [4, 5, 2, 2, 3], -850.0) },
        Case {
            name: "tokens near 850, −850, 80 and 0",
            make: |random| {
                // One maximum for all tokens, or logits held within bounds, would make equals of some.
                let mut input = normal(random, [5, 6, 3, 3, 2]);
                for (mut row, level) in
                    input.logits.values.rows_mut().into_iter().zip([0.0, -850.0, 850.0, 80.0, -150.0])
                {
                    row += level;
                }
                input
            },
        },
        Case {
            name: "logits from 880 to 900, and from −900 to −880",
            make: |random| {
                let logits = array![
                    [884.5, 899.5, 880.0, 900.0, 888.0],
                    [-899.5, -900.0, -880.5, -893.0, -880.0],
                    [0.5, -9.5, 9.75, -8.0, 10.5]
                ];
                with(random, logits, [3, 5, 3, 2, 4])
            },
        },
        Case {
            name: "logits that differ by a thousandth",
            make: |random| {
                let mut logits = Array2::zeros((4, 5));
                for (mut row, level) in logits.rows_mut().into_iter().zip([0.0, 700.0, -40.0, 3.0]) {
                    let mut steps: Vec<usize> = (0..5).collect();
                    random.shuffle(&mut steps);
                    row.iter_mut().zip(steps).for_each(|(logit, step)| *logit = level + step as f32 * 0.0011);
                }
                with(random, logits, [4, 5, 2, 3, 2])
            },
        },
        Case {
            name: "logits that differ by a thousandth, the last the largest",
            make: |random| {
                // Whatever steps a thousandth is lost in, one of these tokens has its border within a step.
                let logits = Array2::from_shape_fn((7, 6), |(t, e)| {
                    [898.0, -898.0, 0.0][t % 3] + 0.0004 * t as f32 + 0.0011 * e as f32
                });
                with(random, logits, [7, 6, 3, 2, 3])
            },
        },
        Case {
            name: "gates of another router, small ones too",
            make: |random| {
                let mut input = normal(random, [4, 5, 2, 3, 4]);
                let gates = array![
                    [0.008, 0.0, 0.004, 0.0, 0.002],
                    [2.0, 0.006, 0.0, 1.5, 0.3],
                    [0.0, 1e-4, 0.0, 3e-4, 5e-5],
                    [0.0, 0.0, 0.009, 0.0, 1.0]
                ];
                input.gates.values = gates;
                input
            },
        },
        Case { name: "300 tokens", make: |random| normal(random, [300, 2, 1, 1, 2]) },
        Case {
            name: "260 experts",
            make: |random| {
                let mut input = normal(random, [2, 260, 3, 1, 2]);
                // The second token's first expert stands behind place 256.
                let largest = input.logits.values.row(1).fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                input.logits.values[[1, 258]] = largest + 0.5;
                input
            },
        },
        Case { name: "258 of 260 experts", make: |random| normal(random, [1, 260, 258, 1, 1]) },
        Case { name: "tokens of 140 numbers", make: |random| normal(random, [1, 2, 1, 140, 1]) },
        Case {
            name: "a token without gates",
            make: |random| {
                let mut input = normal(random, [4, 3, 2, 5, 4]);
                input.gates.values.row_mut(2).fill(0.0);
                input
            },
        },
        Case { name: "a single token", make: |random| normal(random, [1, 6, 2, 3, 4]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4, 4]) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, [7, 5, 2, 3, 4]), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, [5, 6, 3, 4, 2]), Layout::Strided) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, hidden] = random.distinct(2..=6);
    let [count, t] = random.distinct(3..=9);
    let k = random.whole(1..=count - 1);
    let layout = Layout::any(random);
    laid(normal(random, [t, count, k, width, hidden]), layout)
}
