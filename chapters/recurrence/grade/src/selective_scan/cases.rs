//! The cases of `selective_scan`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::Input;

/// Inputs, weights and gates are normal, steps below and around 1, decays between 0.2 and 2.5: tokens, channels, states.
fn normal(random: &mut Random, [count, d, n]: [usize; 3]) -> Input {
    Input {
        u: random.normals((count, d), 1.2).into(),
        raw: random.normals((count, d), 1.1).into(),
        bias: random.normals(d, 0.7).into(),
        a: Array2::from_shape_simple_fn((d, n), || -random.uniform(0.2..2.5) as f32).into(),
        b: random.normals((count, n), 1.0).into(),
        c: random.normals((count, n), 1.0).into(),
        skip: random.normals(d, 1.0).into(),
        z: random.normals((count, d), 1.4).into(),
    }
}

/// The same with levels for raw + bias, and for the gates before the SiLU.
fn levelled(random: &mut Random, sizes: [usize; 3], raw: &[f32], z: &[f32]) -> Input {
    let mut input = normal(random, sizes);
    for ((t, c), x) in input.raw.values.indexed_iter_mut() {
        let level = raw[(t + 3 * c) % raw.len()];
        let noise = if level.abs() < 100.0 { x.clamp(-1.0, 1.0) } else { 0.0 };
        *x = level + noise - input.bias.values[c];
    }
    for ((t, c), x) in input.z.values.indexed_iter_mut() {
        let level = z[(2 * t + c) % z.len()];
        *x = if level.abs() < 100.0 { level + x.clamp(-1.0, 1.0) } else { level };
    }
    input
}

/// Large and small steps and gates, to both ends, behind each other.
fn ends(random: &mut Random, sizes: [usize; 3]) -> Input {
    let raw = [1.0, 100.0, -2.0, -100.0, 89.5, 0.0, -95.0, -100.0, 100.0, -1.0, 30.0];
    levelled(random, sizes, &raw, &[2.0, -100.0, 100.0, -3.0, 90.0, -90.0, 0.5])
}

/// Steps of about a millionth, inputs that make up for it, and nothing past the state.
fn tiny(random: &mut Random, sizes: [usize; 3]) -> Input {
    let mut input = levelled(random, sizes, &[-14.5, -17.0, -16.0, -13.5, -15.5], &[1.0, 3.0]);
    input.u.values *= 900.0;
    input.skip.values = Array1::zeros(sizes[1]);
    input
}

fn slow(random: &mut Random, sizes: [usize; 3]) -> Input {
    let mut input = normal(random, sizes);
    input.bias.values -= 2.0;
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Strided as S, Transposed as T};
    vec![
        Case { name: "two tokens, one channel, one state", make: |random| normal(random, [2, 1, 1]) },
        Case { name: "five tokens, three channels, two states", make: |random| normal(random, [5, 3, 2]) },
        Case { name: "more states than channels", make: |random| normal(random, [7, 2, 5]) },
        Case { name: "one token", make: |random| normal(random, [1, 3, 4]) },
        Case { name: "one channel", make: |random| normal(random, [6, 1, 4]) },
        Case { name: "one state", make: |random| normal(random, [8, 4, 1]) },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4]) },
        Case { name: "as many channels as states", make: |random| normal(random, [9, 3, 3]) },
        Case { name: "large and small steps and gates", make: |random| ends(random, [12, 3, 2]) },
        Case { name: "large steps, from one token to the next", make: |random| ends(random, [23, 2, 3]) },
        Case { name: "steps of a millionth", make: |random| tiny(random, [9, 3, 2]) },
        Case {
            name: "states that hardly decay",
            make: |random| {
                let mut input = slow(random, [30, 2, 3]);
                input.a.values *= 1e-4;
                input.raw.values[[3, 0]] = -19.0 - input.bias.values[0];
                input
            },
        },
        Case {
            name: "states that decay at once, beside others that do not",
            make: |random| {
                let mut input = normal(random, [14, 3, 4]);
                for ((_, i), a) in input.a.values.indexed_iter_mut() {
                    *a *= [1.0, 60.0, 0.01, 400.0][i];
                }
                input
            },
        },
        Case {
            name: "decays of 1 to n",
            make: |random| {
                let mut input = slow(random, [13, 2, 8]);
                input.a.values = Array2::from_shape_fn((2, 8), |(_, i)| -(i as f32 + 1.0));
                input
            },
        },
        Case {
            name: "channels and tokens at different levels",
            make: |random| {
                let mut input = normal(random, [10, 3, 2]);
                for ((t, c), u) in input.u.values.indexed_iter_mut() {
                    *u *= [1.0, 40.0, 0.02][(t / 2 + c) % 3];
                }
                input
            },
        },
        Case { name: "270 tokens", make: |random| slow(random, [270, 1, 2]) },
        Case { name: "260 channels", make: |random| normal(random, [3, 260, 2]) },
        Case { name: "258 states", make: |random| normal(random, [3, 2, 258]) },
        Case { name: "transposed views", make: |random| normal(random, [6, 3, 4]).laid([T; 8]) },
        Case { name: "strided views", make: |random| normal(random, [5, 4, 3]).laid([S; 8]) },
        Case {
            name: "inputs transposed alone",
            make: |random| normal(random, [5, 3, 2]).laid([T, C, C, C, C, C, C, C]),
        },
        Case {
            name: "A transposed alone",
            make: |random| normal(random, [5, 3, 4]).laid([C, C, C, T, C, C, C, C]),
        },
        Case {
            name: "B and C transposed alone",
            make: |random| normal(random, [5, 2, 3]).laid([C, C, C, C, T, T, C, C]),
        },
        Case {
            name: "vectors strided, steps and gates transposed",
            make: |random| normal(random, [5, 4, 2]).laid([C, T, S, C, C, C, S, T]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = [random.whole(1..=11), random.whole(1..=5), random.whole(1..=5)];
    let input = match random.whole(0..=3) {
        0 => ends(random, sizes),
        1 => slow(random, sizes),
        _ => normal(random, sizes),
    };
    let layouts = std::array::from_fn(|_| Layout::any(random));
    input.laid(layouts)
}
