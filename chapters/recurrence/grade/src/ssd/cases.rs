//! The cases of `ssd`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, s};

use super::Input;

/// Normal numbers of T tokens with p channels and n states, in chunks, from a state; about half of the state is left after each token.
fn normal(random: &mut Random, [tokens, width, states]: [usize; 3], chunk: usize) -> Input {
    let steps = ndarray::Array1::from_shape_simple_fn(tokens, || random.uniform(0.2..1.6) as f32);
    Input {
        x: random.normals((tokens, width), 1.2).into(),
        dt: steps.into(),
        a: -(random.uniform(0.5..0.9) as f32),
        b: random.normals((tokens, states), 1.1).into(),
        c: random.normals((tokens, states), 0.9).into(),
        start: random.normals((states, width), 1.3),
        chunk,
    }
}

fn from_zeros(mut input: Input) -> Input {
    input.start.fill(0.0);
    input
}

/// Steps such that `a` · dt is what `of` says, which is never above 0; `a` itself is −2.
fn decays(mut input: Input, of: impl Fn(usize) -> f32) -> Input {
    input.a = -2.0;
    input.dt.values.iter_mut().enumerate().for_each(|(t, dt)| *dt = of(t) / -2.0);
    input
}

fn laid(mut input: Input, [x, dt, b, c]: [Layout; 4]) -> Input {
    (input.x.layout, input.dt.layout) = (x, dt);
    (input.b.layout, input.c.layout) = (b, c);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = plain();
    cases.extend(edges());
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
        Case { name: "one channel, one state", make: |random| normal(random, [6, 1, 1], 4) },
        Case { name: "one state", make: |random| normal(random, [5, 4, 1], 2) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4], 4) },
        Case { name: "chunks of 64, 70 tokens", make: |random| normal(random, [70, 2, 3], 64) },
        Case { name: "260 channels", make: |random| normal(random, [4, 260, 2], 3) },
        Case { name: "260 states", make: |random| normal(random, [5, 2, 260], 4) },
    ]
}

fn magnitudes() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "no decay at all",
            make: |random| {
                let mut input = normal(random, [8, 2, 3], 3);
                input.a = 0.0;
                input
            },
        },
        Case {
            name: "steps of 0 among others",
            make: |random| {
                let mut input = normal(random, [9, 3, 2], 4);
                input.dt.values.slice_mut(s![2..;3]).fill(0.0);
                input
            },
        },
        Case {
            name: "270 tokens in one chunk, each forgets nearly all",
            make: |random| {
                let input = normal(random, [270, 1, 2], 270);
                let least = random.uniform(3.0..4.0) as f32;
                decays(input, |t| -20.0 + (20.0 - least) * ((t * 7) % 11) as f32 / 10.0)
            },
        },
        Case {
            name: "sudden forgetting between tokens that keep all",
            make: |random| {
                let (input, keeps) = (normal(random, [12, 3, 2], 7), random.uniform(0.01..0.05) as f32);
                decays(input, |t| if t % 5 == 3 { -20.0 } else { -keeps * (1 + t % 3) as f32 })
            },
        },
        Case {
            name: "forgetting first, then memory for 30 tokens",
            make: |random| {
                let (input, keeps) = (normal(random, [38, 2, 3], 38), random.uniform(0.005..0.01) as f32);
                decays(input, |t| if t < 8 { -15.0 - (t % 3) as f32 } else { -keeps * (1 + t % 4) as f32 })
            },
        },
        Case {
            name: "small steps, large a",
            make: |random| {
                let mut input = normal(random, [10, 2, 3], 4);
                input.a = -16.0;
                input.dt.values.mapv_inplace(|dt| dt / 40.0);
                input
            },
        },
        Case {
            name: "steps of 20 to 160, a small a",
            make: |random| {
                let mut input = normal(random, [9, 3, 2], 4);
                input.a = -0.01;
                input.dt.values *= 100.0;
                input
            },
        },
        Case {
            name: "inputs near 1000, a state near 0.001",
            make: |random| {
                let mut input = normal(random, [7, 2, 3], 3);
                input.x.values.mapv_inplace(|x| 1000.0 + 10.0 * x);
                input.start *= 1e-3;
                input
            },
        },
        Case {
            name: "a state near 1000, inputs near 0.001",
            make: |random| {
                let mut input = normal(random, [7, 3, 2], 4);
                input.x.values *= 1e-3;
                input.start = Array2::from_elem((2, 3), 1000.0) + &(10.0 * &input.start);
                input
            },
        },
    ]
}

fn layouts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "transposed views", make: |random| laid(normal(random, [7, 3, 2], 4), [Transposed; 4]) },
        Case { name: "strided views", make: |random| laid(normal(random, [8, 2, 3], 3), [Strided; 4]) },
        Case {
            name: "transposed x",
            make: |random| {
                laid(normal(random, [6, 4, 3], 3), [Transposed, Contiguous, Contiguous, Contiguous])
            },
        },
        Case {
            name: "transposed b, strided steps",
            make: |random| laid(normal(random, [6, 2, 3], 4), [Contiguous, Strided, Transposed, Contiguous]),
        },
        Case {
            name: "transposed c, steps from the last to the first in memory",
            make: |random| laid(normal(random, [7, 2, 4], 5), [Contiguous, Reversed, Contiguous, Transposed]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [width, states] = random.distinct(1..=6);
    let tokens = random.whole(1..=24);
    let chunk = random.whole(1..=9);
    let layouts = [(); 4].map(|()| Layout::any(random));
    let input = normal(random, [tokens, width, states], chunk);
    laid(if random.chance(0.2) { from_zeros(input) } else { input }, layouts)
}
