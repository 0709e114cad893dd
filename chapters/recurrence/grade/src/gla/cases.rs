//! The cases of `gla`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, s};

use super::{Input, Tokens};

/// Normal tokens: T, dk, dv.
fn normal(random: &mut Random, [n, width, columns]: [usize; 3]) -> Tokens {
    Tokens {
        queries: random.normals((n, width), 1.1).into(),
        keys: random.normals((n, width), 1.0).into(),
        values: (random.normals((n, columns), 1.0) + 0.2).into(),
    }
}

fn retention(random: &mut Random, sizes: [usize; 3], gamma: f32) -> Input {
    Input::Retention { tokens: normal(random, sizes), gamma }
}

/// Decays of −0.02 to −2, which differ from channel to channel.
fn ordinary(random: &mut Random, [n, width, _]: [usize; 3]) -> Array2<f32> {
    Array2::from_shape_simple_fn((n, width), || -(random.uniform(0.02_f64.ln()..2.0_f64.ln()).exp()) as f32)
}

fn gla(random: &mut Random, sizes: [usize; 3]) -> Input {
    let decays = ordinary(random, sizes).into();
    Input::Gla { tokens: normal(random, sizes), decays }
}

/// Decays that are given, of a token and a channel.
fn fading(random: &mut Random, sizes: [usize; 3], decay: impl Fn(usize, usize) -> f32) -> Input {
    let decays = Array2::from_shape_fn((sizes[0], sizes[1]), |(t, c)| decay(t, c));
    Input::Gla { tokens: normal(random, sizes), decays: decays.into() }
}

/// The same in chunks.
fn chunked(input: Input, chunk: usize) -> Input {
    match input {
        Input::Gla { tokens, decays } => Input::Chunked { tokens, decays, chunk },
        other => other,
    }
}

fn in_chunks(random: &mut Random, [n, width, columns, chunk]: [usize; 4]) -> Input {
    chunked(gla(random, [n, width, columns]), chunk)
}

/// With layouts for queries, keys, values and decays.
fn laid(mut input: Input, layouts: [Layout; 4]) -> Input {
    let tokens = input.tokens_mut();
    tokens.queries.layout = layouts[0];
    tokens.keys.layout = layouts[1];
    tokens.values.layout = layouts[2];
    if let Input::Gla { decays, .. } | Input::Chunked { decays, .. } = &mut input {
        decays.layout = layouts[3];
    }
    input
}

/// From a token on, keys ten times as long and values near 1000.
fn loud_after(mut input: Input, first: usize) -> Input {
    let tokens = input.tokens_mut();
    tokens.keys.values.slice_mut(s![first.., ..]).mapv_inplace(|x| 10.0 * x);
    tokens.values.values.slice_mut(s![first.., ..]).mapv_inplace(|x| 1000.0 + 10.0 * x);
    input
}

/// From 0 to −5 by turns.
fn mixed(t: usize, c: usize) -> f32 {
    [0.0, -5.0, -0.01, -1.2, -4.3, -0.3][(5 * t + 3 * c + t * c) % 6]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_retention(), of_tokens(), of_chunks(), of_long()].into_iter().flatten().collect()
}

fn of_retention() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "three tokens", make: |random| retention(random, [3, 2, 2], 0.75) },
        Case { name: "seven tokens", make: |random| retention(random, [7, 3, 4], 0.9) },
        Case { name: "one token", make: |random| retention(random, [1, 3, 2], 0.8) },
        Case { name: "keys of one channel", make: |random| retention(random, [5, 1, 3], 0.7) },
        Case { name: "values of one channel", make: |random| retention(random, [6, 4, 1], 0.85) },
        Case { name: "values of 260 channels", make: |random| retention(random, [3, 2, 260], 0.9) },
        Case { name: "all sizes equal", make: |random| retention(random, [4, 4, 4], 0.6) },
        Case { name: "a gamma of 1", make: |random| retention(random, [9, 3, 2], 1.0) },
        Case { name: "a gamma of 0.5", make: |random| retention(random, [8, 2, 3], 0.5) },
        Case {
            name: "40 tokens, a gamma of 1 − 1/32",
            make: |random| retention(random, [40, 3, 2], 0.968_75),
        },
        Case {
            name: "later tokens far above",
            make: |random| loud_after(retention(random, [9, 3, 2], 0.8), 5),
        },
        Case {
            name: "retention, transposed views",
            make: |random| laid(retention(random, [7, 4, 3], 0.9), [Transposed; 4]),
        },
        Case {
            name: "retention, strided views",
            make: |random| laid(retention(random, [6, 3, 4], 0.7), [Strided; 4]),
        },
        Case {
            name: "retention, transposed queries alone",
            make: |random| {
                laid(retention(random, [5, 3, 2], 0.9), [Transposed, Contiguous, Contiguous, Contiguous])
            },
        },
    ]
}

fn of_tokens() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "gla, three tokens", make: |random| gla(random, [3, 2, 2]) },
        Case { name: "gla, seven tokens", make: |random| gla(random, [7, 3, 4]) },
        Case { name: "gla, one token", make: |random| gla(random, [1, 3, 2]) },
        Case { name: "gla, keys of one channel", make: |random| gla(random, [5, 1, 3]) },
        Case { name: "gla, values of one channel", make: |random| gla(random, [6, 4, 1]) },
        Case { name: "gla, all sizes equal", make: |random| gla(random, [4, 4, 4]) },
        Case { name: "decays of 0", make: |random| fading(random, [8, 3, 2], |_, _| 0.0) },
        Case { name: "decays of −5", make: |random| fading(random, [6, 2, 3], |_, _| -5.0) },
        Case { name: "decays from 0 to −5 by turns", make: |random| fading(random, [13, 3, 2], mixed) },
        Case {
            name: "no decay in one channel, −5 in the next",
            make: |random| fading(random, [9, 4, 2], |_, c| if c % 2 == 0 { 0.0 } else { -5.0 }),
        },
        Case { name: "gla, later tokens far above", make: |random| loud_after(gla(random, [9, 3, 2]), 5) },
        Case { name: "gla, transposed views", make: |random| laid(gla(random, [7, 4, 3]), [Transposed; 4]) },
        Case { name: "gla, strided views", make: |random| laid(gla(random, [6, 3, 4]), [Strided; 4]) },
        Case {
            name: "gla, transposed decays alone",
            make: |random| laid(gla(random, [5, 3, 2]), [Contiguous, Contiguous, Contiguous, Transposed]),
        },
    ]
}

fn of_chunks() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "four tokens in chunks of two", make: |random| in_chunks(random, [4, 2, 2, 2]) },
        Case { name: "seven tokens in chunks of three", make: |random| in_chunks(random, [7, 3, 4, 3]) },
        Case { name: "chunks of one token", make: |random| in_chunks(random, [6, 3, 2, 1]) },
        Case { name: "one chunk", make: |random| in_chunks(random, [5, 3, 2, 5]) },
        Case { name: "a chunk longer than the text", make: |random| in_chunks(random, [5, 2, 3, 256]) },
        Case { name: "one token, a chunk of four", make: |random| in_chunks(random, [1, 3, 2, 4]) },
        Case { name: "chunked, keys of one channel", make: |random| in_chunks(random, [8, 1, 3, 3]) },
        Case { name: "chunked, values of one channel", make: |random| in_chunks(random, [9, 4, 1, 2]) },
        Case { name: "chunked, keys of 260 channels", make: |random| in_chunks(random, [5, 260, 2, 3]) },
        Case { name: "chunked, all sizes equal", make: |random| in_chunks(random, [4, 4, 4, 4]) },
        Case {
            name: "chunked, decays of 0",
            make: |random| chunked(fading(random, [8, 3, 2], |_, _| 0.0), 3),
        },
        Case {
            name: "chunked, decays from 0 to −5 by turns",
            make: |random| chunked(fading(random, [19, 3, 2], mixed), 4),
        },
        Case {
            name: "chunked, decays that change every five tokens",
            make: |random| {
                chunked(fading(random, [37, 2, 3], |t, c| [-0.05, -4.0, 0.0, -1.0][(t / 5 + c) % 4]), 8)
            },
        },
        Case {
            name: "chunked, later tokens far above",
            make: |random| loud_after(in_chunks(random, [11, 3, 2, 4]), 6),
        },
        Case {
            name: "chunked, transposed views",
            make: |random| laid(in_chunks(random, [7, 4, 3, 2]), [Transposed; 4]),
        },
        Case {
            name: "chunked, strided views",
            make: |random| laid(in_chunks(random, [8, 3, 4, 3]), [Strided; 4]),
        },
        Case {
            name: "chunked, transposed keys alone",
            make: |random| {
                laid(in_chunks(random, [6, 3, 2, 4]), [Contiguous, Transposed, Contiguous, Contiguous])
            },
        },
    ]
}

/// What takes longest comes last. In some of these chunks the sum of decays is beyond −88, in others beyond −709.
fn of_long() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "chunks of 64, decays near −2",
            make: |random| chunked(fading(random, [70, 1, 1], |t, c| -1.9 - 0.1 * ((t + c) % 3) as f32), 64),
        },
        Case {
            name: "chunks of 64, decays of −5 in one channel",
            make: |random| chunked(fading(random, [70, 2, 1], |_, c| if c == 0 { -5.0 } else { -0.02 }), 64),
        },
        Case { name: "269 tokens, a gamma of 0.5", make: |random| retention(random, [269, 2, 1], 0.5) },
        Case { name: "260 tokens, a gamma of 0.99", make: |random| retention(random, [260, 2, 1], 0.99) },
        Case {
            name: "160 tokens with decays of −5",
            make: |random| fading(random, [160, 2, 1], |_, _| -5.0),
        },
        Case {
            name: "269 tokens with decays near −0.01",
            make: |random| fading(random, [269, 2, 1], |t, c| -0.01 * (1 + (t + c) % 3) as f32),
        },
        Case {
            name: "150 tokens in a chunk of 200, decays of −5",
            make: |random| chunked(fading(random, [150, 1, 1], |_, _| -5.0), 200),
        },
        Case {
            name: "chunks of 160, decays near −5",
            make: |random| {
                chunked(fading(random, [165, 1, 1], |t, _| if t % 7 == 3 { -4.8 } else { -5.0 }), 160)
            },
        },
        Case { name: "269 tokens in chunks of 16", make: |random| in_chunks(random, [269, 2, 1, 16]) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, width, columns] = random.distinct(1..=9);
    let sizes = [n + 2, width, columns];
    let input = match random.whole(0..=3) {
        0 => {
            let gamma = random.uniform(0.5..1.0) as f32;
            retention(random, sizes, gamma)
        }
        1 => gla(random, sizes),
        _ => {
            let chunk = random.whole(1..=n + 4);
            chunked(gla(random, sizes), chunk)
        }
    };
    let layout = Layout::any(random);
    laid(input, [layout; 4])
}
