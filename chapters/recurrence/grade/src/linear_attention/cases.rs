//! The cases of `linear_attention`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Turn::{Copy, Start, Step};
use super::{Input, Scripted, Tokens, Turn};

/// Normal tokens: T, dk, dv.
fn normal(random: &mut Random, [n, width, columns]: [usize; 3]) -> Tokens {
    Tokens {
        queries: random.normals((n, width), 1.2).into(),
        keys: (random.normals((n, width), 1.0) - 0.2).into(),
        values: (random.normals((n, columns), 1.0) + 0.3).into(),
    }
}

/// The same with queries and keys that are above 0 more often than not: in a long text the sum of products that are not all positive
/// comes near 0 somewhere, and then a wrong answer is as much rounding as mistake.
fn above(random: &mut Random, sizes: [usize; 3]) -> Tokens {
    let mut tokens = normal(random, sizes);
    tokens.queries.values.mapv_inplace(|x| 0.5 * x + 1.0);
    tokens.keys.values.mapv_inplace(|x| 0.6 * x + 1.0);
    tokens
}

/// Tokens whose queries and keys are given, of a token and a channel, but for a little noise.
fn leveled(
    random: &mut Random,
    sizes: [usize; 3],
    queries: impl Fn(usize, usize) -> f32,
    keys: impl Fn(usize, usize) -> f32,
) -> Tokens {
    let mut tokens = normal(random, sizes);
    let [n, width, _] = sizes;
    let mut near = |level: &dyn Fn(usize, usize) -> f32| {
        Array2::from_shape_fn((n, width), |(t, c)| {
            (level(t, c) + random.uniform(-1.0..1.0) as f32).clamp(-30.0, 30.0)
        })
    };
    tokens.queries = near(&queries).into();
    tokens.keys = near(&keys).into();
    tokens
}

fn laid(mut tokens: Tokens, [queries, keys, values]: [Layout; 3]) -> Tokens {
    tokens.queries.layout = queries;
    tokens.keys.layout = keys;
    tokens.values.layout = values;
    tokens
}

fn quadratic(tokens: Tokens) -> Input {
    Input::Quadratic(tokens)
}

fn step(tokens: Tokens) -> Input {
    Input::Step(Scripted::straight(tokens))
}

fn scripted(tokens: Tokens, script: impl IntoIterator<Item = Turn>) -> Input {
    Input::Step(Scripted { tokens, script: script.into_iter().collect() })
}

/// Numbers from −30 to 30, both of them there.
fn wide(random: &mut Random, sizes: [usize; 3]) -> Tokens {
    let level = |t: usize, c: usize| [-31.0, 31.0, -9.0, 3.0, -17.0, 12.0][(5 * t + 3 * c + t * c) % 6];
    leveled(random, sizes, |t, c| level(t + 1, c), level)
}

/// Weights whose sum is about as large as what is added to it, at first smaller and then larger.
fn near_nothing(random: &mut Random, sizes: [usize; 3]) -> Tokens {
    leveled(random, sizes, |_, _| -7.0, |t, _| if t < 2 { -9.5 } else { -6.0 - (t % 3) as f32 })
}

/// Small keys under large queries.
fn small_keys(random: &mut Random, sizes: [usize; 3]) -> Tokens {
    leveled(random, sizes, |_, _| 28.0, |t, _| if t % 2 == 0 { -13.0 } else { -15.0 })
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_pairs(), of_steps(), of_long()].into_iter().flatten().collect()
}

fn of_pairs() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "three tokens", make: |random| quadratic(normal(random, [3, 2, 2])) },
        Case { name: "seven tokens", make: |random| quadratic(normal(random, [7, 3, 4])) },
        Case { name: "one token", make: |random| quadratic(normal(random, [1, 3, 2])) },
        Case { name: "keys of one channel", make: |random| quadratic(normal(random, [5, 1, 3])) },
        Case { name: "values of one channel", make: |random| quadratic(normal(random, [6, 4, 1])) },
        Case { name: "keys of 260 channels", make: |random| quadratic(normal(random, [3, 260, 2])) },
        Case { name: "values of 260 channels", make: |random| quadratic(normal(random, [3, 2, 260])) },
        Case { name: "all sizes equal", make: |random| quadratic(normal(random, [4, 4, 4])) },
        Case {
            name: "queries and keys near −7: the sums are about 10⁻⁶",
            make: |random| quadratic(near_nothing(random, [6, 3, 2])),
        },
        Case {
            name: "queries and keys between −20 and −30",
            make: |random| {
                let level = |t: usize, c: usize| -21.0 - (3 * t + 5 * c) as f32 % 11.0;
                quadratic(leveled(random, [5, 2, 3], level, level))
            },
        },
        Case {
            name: "queries near 28, keys near −14",
            make: |random| quadratic(small_keys(random, [6, 4, 2])),
        },
        Case { name: "numbers from −30 to 30", make: |random| quadratic(wide(random, [9, 3, 2])) },
        Case {
            name: "later keys far above, with values near 1000",
            make: |random| {
                let mut tokens =
                    leveled(random, [9, 3, 2], |_, _| 2.0, |t, _| if t < 5 { -4.0 } else { 28.0 });
                tokens.values.values.slice_mut(ndarray::s![5.., ..]).mapv_inplace(|x| 1000.0 + 10.0 * x);
                quadratic(tokens)
            },
        },
        Case {
            name: "levels that change every four tokens",
            make: |random| {
                let level = |t: usize, _: usize| [0.0, -6.0, 4.0, -11.0, 9.0][t / 4 % 5];
                quadratic(leveled(random, [37, 3, 2], |t, c| level(t + 8, c), level))
            },
        },
        Case {
            name: "queries and keys of 0 and −0 among others",
            make: |random| {
                let mut tokens = normal(random, [8, 3, 2]);
                let zeroed = |(i, x): (usize, &mut f32)| match i % 3 {
                    0 => *x = 0.0,
                    1 => *x = -0.0,
                    _ => {}
                };
                tokens.queries.values.iter_mut().enumerate().for_each(zeroed);
                tokens.keys.values.iter_mut().skip(1).enumerate().for_each(zeroed);
                quadratic(tokens)
            },
        },
        Case {
            name: "transposed views",
            make: |random| quadratic(laid(normal(random, [7, 4, 3]), [Transposed; 3])),
        },
        Case {
            name: "strided views",
            make: |random| quadratic(laid(normal(random, [6, 3, 4]), [Strided; 3])),
        },
        Case {
            name: "transposed keys alone",
            make: |random| quadratic(laid(normal(random, [5, 3, 2]), [Contiguous, Transposed, Contiguous])),
        },
        Case {
            name: "transposed queries and values, as many channels as tokens",
            make: |random| quadratic(laid(normal(random, [5, 5, 5]), [Transposed, Contiguous, Transposed])),
        },
    ]
}

fn of_steps() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "step, one token", make: |random| step(normal(random, [1, 2, 3])) },
        Case { name: "step, three tokens", make: |random| step(normal(random, [3, 2, 2])) },
        Case { name: "step, eight tokens", make: |random| step(normal(random, [8, 4, 3])) },
        Case { name: "step, keys of one channel", make: |random| step(normal(random, [5, 1, 4])) },
        Case { name: "step, values of one channel", make: |random| step(normal(random, [5, 3, 1])) },
        Case {
            name: "two states in turn",
            make: |random| {
                let turns = (0..11).map(|t| Step(usize::from(t % 3 == 1), t));
                let script: Vec<Turn> = [Start, Start].into_iter().chain(turns).collect();
                scripted(normal(random, [11, 3, 2]), script)
            },
        },
        Case {
            name: "a copy, and both go on",
            make: |random| {
                let first = [Start, Step(0, 0), Step(0, 1), Step(0, 2), Step(0, 3), Copy(0)];
                let turns = (0..8).map(|t| Step(t % 2, (3 * t + 4) % 9));
                scripted(normal(random, [9, 2, 3]), first.into_iter().chain(turns))
            },
        },
        Case {
            name: "step, queries and keys near −7", make: |random| step(near_nothing(random, [6, 2, 3]))
        },
        Case {
            name: "step, queries near 28, keys near −14",
            make: |random| step(small_keys(random, [5, 3, 2])),
        },
        Case { name: "step, numbers from −30 to 30", make: |random| step(wide(random, [9, 3, 2])) },
        Case {
            name: "step, transposed tokens",
            make: |random| step(laid(normal(random, [6, 4, 3]), [Transposed; 3])),
        },
        Case {
            name: "step, strided tokens",
            make: |random| step(laid(normal(random, [5, 3, 4]), [Strided; 3])),
        },
        Case {
            name: "step, strided values alone",
            make: |random| step(laid(normal(random, [5, 3, 3]), [Contiguous, Contiguous, Strided])),
        },
    ]
}

/// What takes longest comes last.
fn of_long() -> Vec<Case<Input>> {
    vec![
        Case { name: "269 tokens", make: |random| quadratic(above(random, [269, 2, 1])) },
        Case { name: "step, 277 tokens", make: |random| step(above(random, [277, 2, 1])) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [n, width, columns] = random.distinct(1..=8);
    let layout = Layout::any(random);
    let mut tokens = normal(random, [n, width, columns]);
    if random.chance(0.3) {
        tokens.keys.values -= 8.0;
    }
    let tokens = laid(tokens, [layout; 3]);
    if random.chance(0.5) {
        return quadratic(tokens);
    }
    let mut script = vec![Start, Start];
    script.extend((0..2 * n).map(|t| Step(usize::from(random.chance(0.4)), t * (t + 1) / 2 % n)));
    script.push(Copy(0));
    script.extend((0..n).flat_map(|t| [Step(2, t), Step(0, n - 1 - t)]));
    scripted(tokens, script)
}
