//! The cases of `kda_chunk`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, Axis, s};

use super::Input;

/// Queries, values and a state of normal numbers, keys of length 1, β between 0.1 and 0.95, and decays of one half to nearly all: T tokens,
/// dk and dv.
fn normal(random: &mut Random, [tokens, width, values]: [usize; 3], chunk: usize) -> Input {
    let keys = unit(random.normals((tokens, width), 1.0));
    let beta = Array1::from_shape_simple_fn(tokens, || random.uniform(0.1..0.95) as f32);
    let decays = Array2::from_shape_simple_fn((tokens, width), || -(random.uniform(0.02..0.9) as f32));
    Input {
        queries: random.normals((tokens, width), 1.2).into(),
        keys: keys.into(),
        values: random.normals((tokens, values), 1.1).into(),
        beta: beta.into(),
        decays: decays.into(),
        start: random.normals((width, values), 0.9),
        chunk,
    }
}

/// Rows of length 1.
fn unit(x: Array2<f32>) -> Array2<f32> {
    let lengths = (&x * &x).sum_axis(Axis(1)).mapv(f32::sqrt);
    x / lengths.insert_axis(Axis(1))
}

fn from_zeros(mut input: Input) -> Input {
    input.start.fill(0.0);
    input
}

fn decays(mut input: Input, of: impl Fn(usize, usize) -> f32) -> Input {
    input.decays.values.indexed_iter_mut().for_each(|((t, c), g)| *g = of(t, c));
    input
}

/// Of queries, keys, values, β and decays.
fn laid(mut input: Input, [queries, keys, values, beta, decays]: [Layout; 5]) -> Input {
    (input.queries.layout, input.keys.layout, input.values.layout) = (queries, keys, values);
    (input.beta.layout, input.decays.layout) = (beta, decays);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(edges());
    cases.extend(decaying());
    cases.extend(magnitudes());
    cases.extend(layouts());
    cases
}

fn plain() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "two chunks of three, from zeros",
            make: |random| from_zeros(normal(random, [6, 2, 3], 3)),
        },
        Case { name: "two chunks of three, from a state", make: |random| normal(random, [6, 2, 3], 3) },
        Case { name: "one chunk of five, from a state", make: |random| normal(random, [5, 3, 2], 5) },
        Case { name: "a last chunk of one token", make: |random| normal(random, [7, 3, 2], 3) },
        Case { name: "a last chunk of three, of five", make: |random| normal(random, [13, 2, 4], 5) },
    ]
}

fn edges() -> Vec<Case<Input>> {
    vec![
        Case { name: "chunks of one token", make: |random| normal(random, [5, 2, 3], 1) },
        Case { name: "chunks of two", make: |random| normal(random, [6, 3, 4], 2) },
        Case { name: "a chunk longer than the text", make: |random| normal(random, [4, 3, 2], 64) },
        Case { name: "one token, from a state", make: |random| normal(random, [1, 2, 3], 4) },
        Case { name: "keys and values of one channel", make: |random| normal(random, [6, 1, 1], 4) },
        Case { name: "values of one channel", make: |random| normal(random, [5, 4, 1], 3) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4], 4) },
        Case { name: "chunks of 64, 70 tokens", make: |random| normal(random, [70, 2, 3], 64) },
        Case { name: "chunks of 70, 72 tokens", make: |random| normal(random, [72, 1, 1], 70) },
        Case { name: "values of 260 channels", make: |random| normal(random, [4, 2, 260], 3) },
        Case { name: "260 tokens in chunks of 20", make: |random| normal(random, [260, 1, 2], 20) },
        Case { name: "keys of 260 channels", make: |random| normal(random, [5, 260, 2], 4) },
    ]
}

fn decaying() -> Vec<Case<Input>> {
    vec![
        Case { name: "no decay at all", make: |random| decays(normal(random, [8, 3, 2], 4), |_, _| 0.0) },
        Case {
            name: "56 tokens in one chunk, each forgets nearly all",
            make: |random| {
                let input = normal(random, [56, 2, 3], 56);
                let least = random.uniform(8.0..9.0) as f32;
                decays(input, |t, c| -20.0 + (20.0 - least) * ((t * 7 + 3 * c) % 11) as f32 / 10.0)
            },
        },
        Case {
            name: "channels at very different rates",
            make: |random| {
                let (input, slow) = (normal(random, [13, 4, 2], 6), random.uniform(0.001..0.01) as f32);
                decays(input, |t, c| [-slow, -1.5, -0.2, -18.0][c] * (1.0 + 0.1 * (t % 2) as f32))
            },
        },
        Case {
            name: "sudden forgetting between tokens that keep all",
            make: |random| {
                let (input, keeps) = (normal(random, [12, 3, 2], 7), random.uniform(0.01..0.05) as f32);
                decays(input, |t, c| if t % 5 == 3 { -20.0 } else { -keeps * (1 + (t + c) % 3) as f32 })
            },
        },
        Case {
            name: "forgetting first, then memory",
            make: |random| {
                let (input, keeps) = (normal(random, [24, 2, 3], 24), random.uniform(0.005..0.02) as f32);
                decays(
                    input,
                    |t, c| {
                        if t < 8 { -15.0 - (t % 3) as f32 } else { -keeps * (1 + (t + c) % 4) as f32 }
                    },
                )
            },
        },
    ]
}

fn magnitudes() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "nothing is written",
            make: |random| {
                let mut input = normal(random, [7, 2, 3], 3);
                input.beta.values.fill(0.0);
                input
            },
        },
        Case {
            name: "β of 0 and of 1 among others",
            make: |random| {
                let mut input = normal(random, [9, 3, 2], 4);
                for (t, beta) in input.beta.values.iter_mut().enumerate() {
                    *beta = [1.0, *beta, 0.0][t % 3];
                }
                input
            },
        },
        Case {
            name: "34 keys that are nearly alike, all written whole",
            make: |random| {
                let mut input = decays(normal(random, [34, 2, 3], 34), |_, _| 0.0);
                let keys = Array2::from_elem((34, 2), 1.0) + random.normals((34, 2), 0.01);
                input.keys.values = unit(keys);
                input.beta.values.fill(1.0);
                input
            },
        },
        Case {
            name: "short keys, and one of length 0",
            make: |random| {
                let mut input = normal(random, [8, 2, 3], 5);
                input.keys.values *= 0.3;
                input.keys.values.row_mut(2).fill(0.0);
                input
            },
        },
        Case {
            name: "values near 1000, a state near 0.001",
            make: |random| {
                let mut input = normal(random, [7, 2, 3], 3);
                input.values.values.mapv_inplace(|x| 1000.0 + 10.0 * x);
                input.start *= 1e-3;
                input
            },
        },
        Case {
            name: "a state near 1000, values near 0.001",
            make: |random| {
                let mut input = normal(random, [7, 3, 2], 4);
                input.values.values *= 1e-3;
                input.start = Array2::from_elem((3, 2), 1000.0) + &(10.0 * &input.start);
                input
            },
        },
        Case {
            name: "queries far from length 1",
            make: |random| {
                let mut input = normal(random, [8, 3, 4], 3);
                input.queries.values.slice_mut(s![..;2, ..]).mapv_inplace(|x| 30.0 * x);
                input
            },
        },
    ]
}

fn layouts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "transposed views", make: |random| laid(normal(random, [7, 3, 2], 4), [Transposed; 5]) },
        Case { name: "strided views", make: |random| laid(normal(random, [8, 2, 3], 3), [Strided; 5]) },
        Case {
            name: "transposed queries",
            make: |random| {
                let layouts = [Transposed, Contiguous, Contiguous, Contiguous, Contiguous];
                laid(normal(random, [6, 4, 3], 3), layouts)
            },
        },
        Case {
            name: "transposed keys, strided β",
            make: |random| {
                let layouts = [Contiguous, Transposed, Contiguous, Strided, Contiguous];
                laid(normal(random, [6, 2, 3], 4), layouts)
            },
        },
        Case {
            name: "transposed values, β from the last to the first in memory",
            make: |random| {
                let layouts = [Contiguous, Contiguous, Transposed, Reversed, Contiguous];
                laid(normal(random, [7, 2, 4], 5), layouts)
            },
        },
        Case {
            name: "transposed decays",
            make: |random| {
                let layouts = [Contiguous, Contiguous, Contiguous, Contiguous, Transposed];
                laid(normal(random, [7, 3, 2], 5), layouts)
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, values] = random.distinct(1..=6);
    let (tokens, chunk) = (random.whole(1..=24), random.whole(1..=9));
    let layouts = [(); 5].map(|()| Layout::any(random));
    let input = normal(random, [tokens, width, values], chunk);
    laid(if random.chance(0.2) { from_zeros(input) } else { input }, layouts)
}
