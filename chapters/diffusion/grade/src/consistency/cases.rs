//! The cases of `consistency`.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2};

use super::{Batch, Ends, Input, Timed};
use crate::nets::Net;

/// The ends of what the stub promises: σ_min, σ_data, and the highest level.
pub(super) const LEAST: [f64; 2] = [0.001, 0.1];
pub(super) const DATA: [f64; 2] = [0.25, 1.0];
pub(super) const MOST: f64 = 80.0;

/// What the official code has.
const USUAL: Ends = Ends { least: 0.002, data: 0.5 };
/// Where σ_min is not small.
const WIDE: Ends = Ends { least: 0.1, data: 0.25 };
const NARROW: Ends = Ends { least: 0.001, data: 1.0 };

fn ends(random: &mut Random) -> Ends {
    Ends { least: random.uniform(0.02..0.09) as f32, data: random.uniform(0.3..0.8) as f32 }
}

/// A level between σ_min and some multiple of σ_data, where both scales count.
fn middle(random: &mut Random, ends: Ends) -> f32 {
    (f64::from(ends.data) * random.uniform(0.5..3.0)) as f32
}

fn scales(random: &mut Random, ends: Ends) -> Input {
    let mut sigmas = vec![1.0, ends.least, 0.5, 80.0, 1.5 * ends.least];
    sigmas.extend((0..3).map(|_| middle(random, ends)));
    Input::Scales { sigmas, ends }
}

/// Rows x = data + σ noise.
fn noised(random: &mut Random, [n, d]: [usize; 2], sigmas: &Array1<f32>) -> Array2<f32> {
    let noise: Array2<f32> = random.normals((n, d), 1.0);
    let data: Array2<f32> = random.normals((n, d), 0.5);
    Array2::from_shape_fn((n, d), |(r, c)| data[[r, c]] + sigmas[r] * noise[[r, c]])
}

fn denoise(random: &mut Random, sizes: [usize; 2], ends: Ends, curved: bool) -> Input {
    let sigmas = Array1::from_shape_simple_fn(sizes[0], || middle(random, ends));
    let x = noised(random, sizes, &sigmas);
    let net = Timed(Net::new(random, sizes[1], curved));
    Input::Denoise { net, x: x.into(), sigmas: sigmas.into(), ends }
}

/// The same at levels that are given in turn.
fn denoise_at(random: &mut Random, sizes: [usize; 2], ends: Ends, levels: &[f32]) -> Input {
    let mut made = denoise(random, sizes, ends, true);
    if let Input::Denoise { x, sigmas, .. } = &mut made {
        sigmas.values = Array1::from_shape_fn(sizes[0], |row| levels[row % levels.len()]);
        x.values = noised(random, sizes, &sigmas.values);
    }
    made
}

fn loss(random: &mut Random, sizes: [usize; 2], ends: Ends, curved: bool) -> Input {
    let high: Array1<f32> = Array1::from_shape_simple_fn(sizes[0], || middle(random, ends));
    let low = high.mapv(|high| {
        let part = random.uniform(0.4..0.7) as f32;
        ends.least + part * (high - ends.least)
    });
    let batch = Batch {
        student: Timed(Net::new(random, sizes[1], curved)),
        target: Timed(Net::new(random, sizes[1], curved)),
        data: random.normals(sizes, 0.6).into(),
        noise: random.normals(sizes, 1.0).into(),
        high: high.into(),
        low: low.into(),
    };
    Input::Loss { batch, ends }
}

/// The same with pairs of levels that are given in turn.
fn loss_at(random: &mut Random, sizes: [usize; 2], ends: Ends, pairs: &[(f32, f32)]) -> Input {
    let mut made = loss(random, sizes, ends, true);
    if let Input::Loss { batch, .. } = &mut made {
        batch.high.values = Array1::from_shape_fn(sizes[0], |row| pairs[row % pairs.len()].0);
        batch.low.values = Array1::from_shape_fn(sizes[0], |row| pairs[row % pairs.len()].1);
    }
    made
}

fn laid(mut input: Input, [first, second, third]: [Layout; 3]) -> Input {
    match &mut input {
        Input::Scales { .. } => {}
        Input::Denoise { x, sigmas, .. } => (x.layout, sigmas.layout) = (first, second),
        Input::Loss { batch, .. } => {
            (batch.data.layout, batch.noise.layout) = (first, second);
            (batch.high.layout, batch.low.layout) = (third, third);
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "scales, σ_min 0.002 and σ_data 0.5", make: |random| scales(random, USUAL) },
        Case {
            name: "scales, a larger σ_min",
            make: |random| {
                let ends = ends(random);
                scales(random, ends)
            },
        },
        Case { name: "scales, σ_min 0.1 and σ_data 0.25", make: |random| scales(random, WIDE) },
        Case { name: "scales, σ_min 0.001 and σ_data 1", make: |random| scales(random, NARROW) },
        Case {
            name: "denoise, a linear network",
            make: |random| {
                let ends = ends(random);
                denoise(random, [4, 3], ends, false)
            },
        },
        Case { name: "denoise, a curved network", make: |random| denoise(random, [5, 2], USUAL, true) },
        Case {
            name: "denoise, all rows at σ_min",
            make: |random| denoise_at(random, [3, 2], USUAL, &[USUAL.least]),
        },
        Case {
            name: "denoise, levels from σ_min to 80",
            make: |random| denoise_at(random, [6, 3], NARROW, &[0.001, 80.0, 0.3, 0.05, 5.0, 1.0]),
        },
        Case { name: "denoise, one number", make: |random| denoise(random, [1, 1], WIDE, false) },
        Case { name: "denoise, one row", make: |random| denoise(random, [1, 5], USUAL, true) },
        Case { name: "denoise, one channel", make: |random| denoise(random, [4, 1], WIDE, true) },
        Case {
            name: "denoise, as many rows as channels",
            make: |random| denoise(random, [4, 4], WIDE, true),
        },
        Case { name: "denoise, 300 rows", make: |random| denoise(random, [300, 2], WIDE, true) },
        Case { name: "denoise, 270 channels", make: |random| denoise(random, [2, 270], WIDE, true) },
        Case {
            name: "denoise, x transposed",
            make: |random| laid(denoise(random, [4, 3], WIDE, false), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "denoise, strided views",
            make: |random| laid(denoise(random, [3, 5], WIDE, false), [Strided; 3]),
        },
        Case {
            name: "denoise, transposed views",
            make: |random| laid(denoise(random, [5, 3], USUAL, true), [Transposed; 3]),
        },
        Case {
            name: "denoise, levels reversed in memory",
            make: |random| laid(denoise(random, [4, 2], USUAL, true), [Contiguous, Reversed, Contiguous]),
        },
        Case {
            name: "loss, linear networks",
            make: |random| {
                let ends = ends(random);
                loss(random, [4, 3], ends, false)
            },
        },
        Case { name: "loss, curved networks", make: |random| loss(random, [5, 2], USUAL, true) },
        Case {
            name: "loss, the lower level is σ_min",
            make: |random| loss_at(random, [4, 3], WIDE, &[(0.4, 0.1), (0.2, 0.1)]),
        },
        Case {
            name: "loss, low levels",
            make: |random| loss_at(random, [4, 3], NARROW, &[(0.05, 0.001), (0.02, 0.001)]),
        },
        Case {
            name: "loss, the highest levels",
            make: |random| loss_at(random, [3, 2], USUAL, &[(80.0, 17.527_83)]),
        },
        Case {
            name: "loss, all five levels",
            make: |random| {
                let pairs =
                    [(2.515_219, 0.169_753), (80.0, 17.527_83), (0.169_753, 0.002), (17.527_83, 2.515_219)];
                loss_at(random, [8, 3], USUAL, &pairs)
            },
        },
        Case { name: "loss, one number", make: |random| loss(random, [1, 1], WIDE, false) },
        Case { name: "loss, one row", make: |random| loss(random, [1, 4], USUAL, true) },
        Case { name: "loss, one channel", make: |random| loss(random, [5, 1], WIDE, true) },
        Case { name: "loss, as many rows as channels", make: |random| loss(random, [3, 3], WIDE, true) },
        Case { name: "loss, 300 rows", make: |random| loss(random, [300, 2], WIDE, true) },
        Case {
            name: "loss, data transposed",
            make: |random| laid(loss(random, [4, 3], WIDE, false), [Transposed, Contiguous, Contiguous]),
        },
        Case {
            name: "loss, noise transposed, levels reversed in memory",
            make: |random| laid(loss(random, [5, 3], WIDE, true), [Contiguous, Transposed, Reversed]),
        },
        Case {
            name: "loss, strided views",
            make: |random| laid(loss(random, [3, 4], USUAL, false), [Strided; 3]),
        },
        Case {
            name: "loss, transposed views",
            make: |random| laid(loss(random, [5, 4], WIDE, false), [Transposed; 3]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes: [usize; 2] = random.distinct(2..=8);
    let layouts = [(); 3].map(|()| Layout::any(random));
    let ends = ends(random);
    let curved = random.chance(0.5);
    match random.whole(0..=4) {
        0 => scales(random, ends),
        1 | 2 => laid(denoise(random, sizes, ends, curved), layouts),
        _ => laid(loss(random, sizes, ends, curved), layouts),
    }
}
