//! The cases of `load`.

use judge::{Case, Layout, Matrix, Random, Vector};
use ndarray::{Array1, Array2, array};

use super::{Input, Routed};

/// Positive values that are far from even: from 0.2 to 6.
pub(super) fn values(random: &mut Random, count: usize) -> Vector {
    let mut values = Array1::from_shape_simple_fn(count, || random.uniform(0.2..3.0) as f32);
    values[random.whole(0..=count - 1)] += 3.0;
    values.into()
}

/// Zeros but for one value, in any place.
fn one_of(random: &mut Random, count: usize, value: f32) -> Input {
    let mut values = Array1::zeros(count);
    values[random.whole(0..=count - 1)] = value;
    Input::CvSquared(values.into())
}

/// Gates of tokens, some 0, with experts that are liked and experts that are not.
pub(super) fn gates(random: &mut Random, [tokens, experts]: [usize; 2]) -> Matrix {
    let liked: Vec<f64> =
        (0..experts).map(|e| if e % 3 == 1 { 3.0 } else { random.uniform(0.2..1.0) }).collect();
    let mut gates = Array2::zeros((tokens, experts));
    for mut row in gates.rows_mut() {
        for (e, gate) in row.iter_mut().enumerate() {
            if random.chance(0.6) {
                *gate = (liked[e] * random.uniform(0.2..1.0)) as f32;
            }
        }
        // The sum of a token's gates is 1, unless it has none.
        let sum: f32 = row.sum();
        if sum > 0.0 {
            row /= sum;
        }
    }
    gates.into()
}

/// Noisy logits around clean ones, no two of a token close to each other.
fn routed(
    random: &mut Random,
    sizes: [usize; 3],
    clean: impl Fn(&mut Random, usize) -> f64,
    scale: std::ops::Range<f64>,
) -> Routed {
    apart(random, sizes, clean, scale, 0.01)
}

/// The same, no two of a token closer than a gap.
fn apart(
    random: &mut Random,
    [tokens, experts, k]: [usize; 3],
    clean: impl Fn(&mut Random, usize) -> f64,
    scale: std::ops::Range<f64>,
    gap: f32,
) -> Routed {
    let shape = (tokens, experts);
    let (mut all, mut fresh, mut deviations) =
        (Array2::zeros(shape), Array2::zeros(shape), Array2::zeros(shape));
    for token in 0..tokens {
        loop {
            for expert in 0..experts {
                let centre = clean(random, expert) as f32;
                let deviation = random.uniform(scale.clone()) as f32;
                all[[token, expert]] = centre;
                deviations[[token, expert]] = deviation;
                fresh[[token, expert]] = centre + deviation * random.normal() as f32;
            }
            let mut sorted = fresh.row(token).to_vec();
            sorted.sort_by(f32::total_cmp);
            if sorted.windows(2).all(|pair| pair[1] - pair[0] > gap) {
                break;
            }
        }
    }
    Routed { clean: all.into(), noisy: fresh.into(), scale: deviations.into(), k }
}

pub(super) fn normal(random: &mut Random, sizes: [usize; 3]) -> Routed {
    routed(random, sizes, |random, _| random.normal(), 0.4..1.6)
}

/// Some experts are liked by all tokens: tokens, experts and k.
pub(super) fn uneven(random: &mut Random, sizes: [usize; 3]) -> Routed {
    routed(random, sizes, |random, e| 0.5 * random.normal() + if e % 3 == 1 { 1.5 } else { 0.0 }, 0.4..1.4)
}

/// Logits about a thousandth apart and noise of that size, some of it the smallest that may be.
fn fine(random: &mut Random, sizes: [usize; 3]) -> Routed {
    loop {
        let step = |_: &mut Random, expert: usize| [1.0, 4.0, 0.0, 3.0, 2.0][expert % 5] * 0.0015 - 0.003;
        let mut fine = apart(random, sizes, step, 0.001..0.002, 0.001_01);
        fine.scale.values[[0, random.whole(0..=sizes[1] - 1)]] = 0.001;
        if fine.smallest_gap() < 0.0012 {
            return fine;
        }
    }
}

/// Logits of 1000 and −1000 in one token, near one of them in the others, with as much noise as may be or about 1.
fn to_the_ends(random: &mut Random, much: bool) -> Routed {
    let scale = if much { 60.0..100.0 } else { 0.4..1.6 };
    let mut ends = routed(
        random,
        [3, 6, 2],
        |random, expert| {
            [400.0, -400.0][expert % 2] + if much { 40.0 } else { 1.0 } * random.normal().clamp(-2.5, 2.5)
        },
        scale,
    );
    for (expert, end) in [(0, 1000.0), (1, -1000.0)] {
        // The last token: its expert 2 is compared with the end, and the ends with what is near.
        ends.noisy.values[[2, expert]] = end;
        ends.clean.values[[2, expert]] = end;
        ends.scale.values[[2, expert]] = if much { 100.0 } else { 1.0 };
    }
    ends.noisy.values[[2, 2]] = 999.0;
    ends.noisy.values[[2, 4]] = 998.5;
    ends.clean.values[[2, 2]] = 999.5;
    ends.clean.values[[2, 4]] = 999.0;
    ends
}

/// Values near a level, so nearly even that their squares differ in the last digits of a float only.
fn nearly_even(random: &mut Random, count: usize, level: f32) -> Vector {
    let mut values: Array1<f32> = random.normals(count, f64::from(level) * 2e-4);
    values.mapv_inplace(|value| level + value.clamp(-6e-4 * level, 6e-4 * level));
    values.into()
}

/// Logits of at most −980, the smallest two near −1000, and room for all experts but one.
fn lowest(random: &mut Random) -> Routed {
    let mut lowest =
        routed(random, [3, 5, 4], |random, _| -985.0 + random.normal().clamp(-3.0, 3.0), 0.4..1.2);
    // Each of these two is in only if it is above the other.
    (lowest.clean.values[[1, 2]], lowest.noisy.values[[1, 2]]) = (-999.5, -1000.0);
    (lowest.clean.values[[1, 0]], lowest.noisy.values[[1, 0]]) = (-999.7, -999.4);
    lowest
}

/// One token and 260 experts, the selected ones in any place, the others behind them by small steps.
fn wide(random: &mut Random, k: usize) -> Routed {
    let mut wide = Routed::zeros([1, 260, k]);
    let mut order: Vec<usize> = (0..260).collect();
    random.shuffle(&mut order);
    // The largest stands behind place 256.
    let last = order.iter().position(|&expert| expert == 258).unwrap_or(0);
    order.swap(0, last);
    for (rank, expert) in order.into_iter().enumerate() {
        let clean = -0.02 * rank as f64 + random.uniform(0.0..0.004);
        wide.clean.values[[0, expert]] = clean as f32;
        wide.noisy.values[[0, expert]] = (clean + random.uniform(0.0..0.01)) as f32;
        wide.scale.values[[0, expert]] = random.uniform(0.1..0.9) as f32;
    }
    wide
}

pub(super) fn laid(mut routed: Routed, layout: Layout) -> Routed {
    for matrix in [&mut routed.clean, &mut routed.noisy, &mut routed.scale] {
        matrix.layout = layout;
    }
    routed
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "four values", make: |random| Input::CvSquared(values(random, 4)) },
        Case { name: "seven values", make: |random| Input::CvSquared(values(random, 7)) },
        Case {
            name: "one value",
            make: |random| {
                Input::CvSquared(Array1::from_elem(1, 1.0 + random.uniform(0.0..2.0) as f32).into())
            },
        },
        Case { name: "nothing but zeros", make: |_| Input::CvSquared(Array1::zeros(5).into()) },
        Case { name: "all on one expert", make: |random| one_of(random, 6, 40.0) },
        Case { name: "0 and 100,000", make: |_| Input::CvSquared(array![0.0, 1e5, 31.0, 0.0, 1e5].into()) },
        Case {
            name: "large values",
            make: |random| Input::CvSquared((values(random, 5).values * 700.0).into()),
        },
        Case {
            name: "values below 1",
            make: |random| Input::CvSquared((values(random, 6).values * 0.04).into()),
        },
        // The square of their mean is no larger than what is added to it.
        Case {
            name: "values near 1e-5",
            make: |random| Input::CvSquared((values(random, 6).values * 4e-6).into()),
        },
        Case { name: "one of 300 values, and next to nothing", make: |random| one_of(random, 300, 2e-4) },
        Case {
            name: "values near 1e-4",
            make: |random| Input::CvSquared((values(random, 5).values * 4e-5).into()),
        },
        Case {
            name: "seven values, nearly even",
            make: |random| Input::CvSquared(nearly_even(random, 7, 3000.0)),
        },
        Case {
            name: "300 values up to 100,000, nearly even",
            make: |random| {
                let mut values = nearly_even(random, 300, 99_930.0);
                values.values[random.whole(0..=299)] = 100_000.0;
                Input::CvSquared(values)
            },
        },
        Case {
            name: "a strided view",
            make: |random| Input::CvSquared(values(random, 5).laid(Layout::Strided)),
        },
        Case { name: "seven tokens, four experts", make: |random| Input::Importance(gates(random, [7, 4])) },
        Case { name: "three tokens, eight experts", make: |random| Input::Importance(gates(random, [3, 8])) },
        Case { name: "as many tokens as experts", make: |random| Input::Importance(gates(random, [5, 5])) },
        Case { name: "no token", make: |_| Input::Importance(Array2::zeros((0, 4)).into()) },
        Case { name: "one expert", make: |random| Input::Importance(gates(random, [5, 1])) },
        Case {
            name: "transposed gates",
            make: |random| Input::Importance(gates(random, [6, 4]).laid(Layout::Transposed)),
        },
        Case {
            name: "strided gates",
            make: |random| Input::Importance(gates(random, [9, 5]).laid(Layout::Strided)),
        },
        Case {
            name: "gates of 1",
            make: |random| {
                // One expert alone for each token, with all of it.
                let of = |token: usize| [1, 0, 1, 3, 1, 0][token];
                let one = |(token, expert): (usize, usize)| f32::from(u8::from(of(token) == expert));
                let mut gates = Array2::from_shape_fn((6, 4), one);
                gates[[2, 1]] = random.uniform(0.5..0.9) as f32;
                Input::Importance(gates.into())
            },
        },
        Case { name: "300 tokens", make: |random| Input::Importance(gates(random, [300, 3])) },
        Case { name: "300 experts", make: |random| Input::Importance(gates(random, [4, 300])) },
        Case { name: "two of four experts", make: |random| Input::Chances(normal(random, [3, 4, 2])) },
        Case { name: "one of five experts", make: |random| Input::Chances(normal(random, [4, 5, 1])) },
        Case { name: "all experts but one", make: |random| Input::Chances(normal(random, [3, 5, 4])) },
        Case { name: "all experts", make: |random| Input::Chances(normal(random, [2, 4, 4])) },
        Case { name: "one expert", make: |random| Input::Chances(normal(random, [3, 1, 1])) },
        Case { name: "as many tokens as experts", make: |random| Input::Chances(normal(random, [4, 4, 2])) },
        Case { name: "one token", make: |random| Input::Chances(normal(random, [1, 9, 3])) },
        Case {
            name: "little noise",
            make: |random| {
                Input::Chances(routed(random, [4, 5, 2], |random, _| random.normal(), 0.001..0.05))
            },
        },
        Case {
            name: "much noise",
            make: |random| Input::Chances(routed(random, [3, 6, 2], |random, _| random.normal(), 4.0..9.0)),
        },
        Case {
            name: "logits near 500",
            make: |random| {
                Input::Chances(routed(random, [3, 5, 3], |random, _| 500.0 + random.normal(), 0.4..1.6))
            },
        },
        Case { name: "logits down to -1000", make: |random| Input::Chances(lowest(random)) },
        Case {
            name: "logits a thousandth apart, and little noise",
            make: |random| Input::Chances(fine(random, [3, 5, 2])),
        },
        Case { name: "logits up to ±1000", make: |random| Input::Chances(to_the_ends(random, false)) },
        Case {
            name: "logits up to ±1000, much noise",
            make: |random| Input::Chances(to_the_ends(random, true)),
        },
        Case { name: "260 experts", make: |random| Input::Chances(wide(random, 7)) },
        Case { name: "258 of 260 experts", make: |random| Input::Chances(wide(random, 258)) },
        Case {
            name: "transposed views",
            make: |random| Input::Chances(laid(normal(random, [3, 4, 2]), Layout::Transposed)),
        },
        Case {
            name: "strided views",
            make: |random| Input::Chances(laid(normal(random, [5, 6, 2]), Layout::Strided)),
        },
        Case { name: "nine tokens, four experts", make: |random| Input::Load(uneven(random, [9, 4, 2])) },
        Case { name: "five tokens, seven experts", make: |random| Input::Load(uneven(random, [5, 7, 3])) },
        Case { name: "270 tokens, three experts", make: |random| Input::Load(uneven(random, [270, 3, 1])) },
        Case { name: "one expert", make: |random| Input::Load(uneven(random, [3, 1, 1])) },
        Case { name: "one token", make: |random| Input::Load(uneven(random, [1, 5, 2])) },
        Case { name: "as many tokens as experts", make: |random| Input::Load(uneven(random, [6, 6, 1])) },
        Case { name: "all experts", make: |random| Input::Load(uneven(random, [4, 3, 3])) },
        Case {
            name: "transposed views",
            make: |random| Input::Load(laid(uneven(random, [8, 5, 2]), Layout::Transposed)),
        },
        Case {
            name: "strided views",
            make: |random| Input::Load(laid(uneven(random, [7, 5, 3]), Layout::Strided)),
        },
    ]
}
