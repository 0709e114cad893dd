//! The cases of `dselect_k`.

use judge::{Case, Layout, Random, Vector};
use ndarray::{Array1, Array2};

use super::Input;

/// How many bits number that many experts.
pub(super) fn bits(experts: usize) -> usize {
    experts.next_power_of_two().trailing_zeros() as usize
}

/// The weight that a selector leaves to the experts.
pub(super) fn reached(logits: &[f32], experts: usize, gamma: f32) -> f64 {
    let step = |t: f32| {
        let t = (f64::from(t) / f64::from(gamma)).clamp(-0.5, 0.5);
        -2.0 * t * t * t + 1.5 * t + 0.5
    };
    let weight = |i: usize| -> f64 {
        let bit = |j: usize| i >> (logits.len() - 1 - j) & 1 == 1;
        (0..logits.len()).map(|j| if bit(j) { step(logits[j]) } else { 1.0 - step(logits[j]) }).product()
    };
    (0..experts).map(weight).sum()
}

/// A logit that has chosen.
pub(super) fn beyond(random: &mut Random, gamma: f32, one: bool) -> f32 {
    let size = gamma * random.uniform(0.55..1.6) as f32;
    if one { size } else { -size }
}

/// k selectors for some experts; each logit has chosen with probability `chosen`.
pub(super) fn normal(random: &mut Random, k: usize, experts: usize, gamma: f32, chosen: f64) -> Input {
    let m = bits(experts);
    let mut logits = Vec::new();
    while logits.len() < k * m {
        let row: Vec<f32> = (0..m)
            .map(|_| {
                let one = random.chance(0.5);
                if random.chance(chosen) {
                    beyond(random, gamma, one)
                } else {
                    gamma * random.uniform(-0.42..0.42) as f32
                }
            })
            .collect();
        if reached(&row, experts, gamma) >= 0.051 {
            logits.extend(row);
        }
    }
    let selectors = Array2::from_shape_vec((k, m), logits).expect("k rows of m");
    let mut points: Vec<f32> = (0..4).map(|_| gamma * random.uniform(-0.45..0.45) as f32).collect();
    points.extend([0.0, gamma / 2.0, -gamma / 2.0, 3.0 * gamma, -3.0 * gamma]);
    points.extend([true, false].map(|one| beyond(random, gamma, one)));
    random.shuffle(&mut points);
    Input { points, selectors: selectors.into(), mixing: random.normals(k, 1.0).into(), experts, gamma }
}

/// Mixing logits that fill 60 above a lowest one.
fn mixing_from(random: &mut Random, lowest: f32, k: usize) -> Input {
    let mut input = normal(random, k, 6, 1.2, 0.2);
    let places: [usize; 2] = random.distinct(0..=k - 1);
    let mut mixing = Array1::from_shape_simple_fn(k, || lowest + random.uniform(54.0..59.0) as f32);
    (mixing[places[0]], mixing[places[1]]) = (lowest, lowest + 60.0);
    input.mixing = Vector::from(mixing);
    input
}

/// A narrow or a wide step, and points as far from it as is promised.
fn far(random: &mut Random, experts: usize, gamma: f32) -> Input {
    let mut input = normal(random, 2, experts, gamma, 0.3);
    input.points.extend([1e3, -1e3, 500.0, -500.0]);
    // The first selector's first bit is 0, which is a bit of some expert.
    input.selectors.values[[0, 0]] = -1e3;
    input
}

fn laid(mut input: Input, layout: Layout) -> Input {
    input.selectors.layout = layout;
    input.mixing.layout = layout;
    input
}

fn mixing_near(random: &mut Random, level: f64) -> Input {
    let mut input = normal(random, 3, 8, 1.4, 0.2);
    input.mixing =
        Vector::from(Array1::from_shape_simple_fn(3, || (level + random.normal().clamp(-2.9, 2.9)) as f32));
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two selectors, four experts, gamma 1", make: |random| normal(random, 2, 4, 1.0, 0.0) },
        Case { name: "one selector", make: |random| normal(random, 1, 8, 1.0, 0.0) },
        Case { name: "a narrow step", make: |random| normal(random, 3, 4, 0.6, 0.0) },
        Case { name: "a wide step", make: |random| normal(random, 2, 8, 2.5, 0.0) },
        Case { name: "five experts: three codes of nobody", make: |random| normal(random, 2, 5, 0.8, 0.0) },
        Case { name: "three experts", make: |random| normal(random, 4, 3, 1.3, 0.0) },
        Case { name: "two experts: one bit", make: |random| normal(random, 3, 2, 0.7, 0.0) },
        Case { name: "every selector has chosen", make: |random| normal(random, 3, 8, 1.0, 1.0) },
        Case { name: "some bits have been chosen", make: |random| normal(random, 3, 16, 1.1, 0.5) },
        Case {
            name: "a selector has chosen a code of nobody",
            make: |random| {
                let mut input = normal(random, 2, 6, 0.9, 0.0);
                for logit in input.selectors.values.row_mut(1) {
                    *logit = beyond(random, 0.9, true);
                }
                input
            },
        },
        Case { name: "mixing near 800", make: |random| mixing_near(random, 797.0) },
        Case { name: "mixing near -800", make: |random| mixing_near(random, -797.0) },
        Case { name: "mixing from 740 to 800", make: |random| mixing_from(random, 740.0, 4) },
        Case { name: "mixing from -800 to -740", make: |random| mixing_from(random, -800.0, 3) },
        Case { name: "mixing from -30 to 30", make: |random| mixing_from(random, -30.0, 5) },
        Case { name: "gamma 0.01", make: |random| far(random, 6, 0.01) },
        Case { name: "gamma 100", make: |random| far(random, 7, 100.0) },
        Case { name: "300 experts", make: |random| normal(random, 2, 300, 0.9, 0.1) },
        Case { name: "64 experts", make: |random| normal(random, 2, 64, 1.2, 0.1) },
        Case { name: "forty selectors", make: |random| normal(random, 40, 3, 1.1, 0.1) },
        Case { name: "as many selectors as experts", make: |random| normal(random, 4, 4, 1.2, 0.1) },
        Case { name: "as many selectors as bits", make: |random| normal(random, 3, 7, 1.5, 0.1) },
        Case { name: "thirteen experts", make: |random| normal(random, 3, 13, 0.5, 0.1) },
        Case {
            name: "transposed views",
            make: |random| laid(normal(random, 3, 11, 1.0, 0.2), Layout::Transposed),
        },
        Case { name: "strided views", make: |random| laid(normal(random, 2, 6, 1.7, 0.2), Layout::Strided) },
        Case {
            name: "reversed views",
            make: |random| laid(normal(random, 5, 8, 0.9, 0.2), Layout::Reversed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (k, experts) = (random.whole(1..=5), random.whole(2..=17));
    let gamma = random.uniform(0.4..2.5) as f32;
    let layout = Layout::any(random);
    laid(normal(random, k, experts, gamma, 0.2), layout)
}
