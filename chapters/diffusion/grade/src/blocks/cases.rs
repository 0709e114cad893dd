//! The cases of `blocks`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;
use crate::nets::Net;

/// How far the ends are from the mean at most, in standard deviations, and the levels of a step, as the stub says.
pub(super) const FAR: f64 = 6.0;
pub(super) const LEVELS: [f64; 2] = [0.002, 80.0];

/// Four blocks between 80 and 0.002, of EDM's law.
const FOUR: [f64; 5] = [80.0, 0.676_649, 0.301_2, 0.134_076, 0.002];

/// A law, and ends that are so many deviations below and above its mean.
fn boundaries(count: usize, [mean, deviation]: [f64; 2], [below, above]: [f64; 2]) -> Input {
    let at = |z: f64| (mean + deviation * z).exp();
    Input::Boundaries { count, mean, deviation, least: at(-below), most: at(above) }
}

fn any_boundaries(random: &mut Random, count: usize) -> Input {
    let law = [random.uniform(-1.5..-0.3), random.uniform(0.6..1.4)];
    let ends = [random.uniform(0.7..1.6), random.uniform(1.7..2.5)];
    boundaries(count, law, ends)
}

/// So many levels that fall from 80 to 0.002.
fn falling(random: &mut Random, count: usize) -> Vec<f64> {
    let mut logs: Vec<f64> = (0..count).map(|_| random.uniform(-3.0..1.5)).collect();
    logs.sort_by(|a, b| b.total_cmp(a));
    let mut levels: Vec<f64> = logs.into_iter().map(f64::exp).collect();
    levels[0] = LEVELS[1];
    levels[count - 1] = LEVELS[0];
    levels
}

/// All boundaries, and levels between them.
fn of(random: &mut Random, boundaries: Vec<f64>) -> Input {
    let mut sigmas = boundaries.clone();
    for pair in boundaries.windows(2) {
        let part = random.uniform(0.2..0.8);
        sigmas.push(pair[0].powf(part) * pair[1].powf(1.0 - part));
    }
    Input::Of { sigmas, boundaries }
}

fn step(random: &mut Random, [n, d]: [usize; 2], [sigma, next]: [f64; 2]) -> Input {
    let denoised: Array2<f32> = random.normals((n, d), 0.7);
    let noise: Array2<f32> = random.normals((n, d), sigma);
    Input::Step { z: (&denoised + &noise).into(), denoised: denoised.into(), sigma, next }
}

fn any_step(random: &mut Random, sizes: [usize; 2]) -> Input {
    let sigma = random.uniform(1.4..4.0);
    let next = sigma * random.uniform(0.15..0.4);
    step(random, sizes, [sigma, next])
}

fn sample(random: &mut Random, [n, d]: [usize; 2], boundaries: Vec<f64>, sigmas: Vec<f64>) -> Input {
    let nets = (1..boundaries.len())
        .map(|block| {
            let net = Net::new(random, d, block % 2 == 0);
            Net { scale: 0.5 + 0.3 * (block % 4) as f32, ..net }
        })
        .collect();
    let z: Array2<f32> = random.normals((n, d), sigmas[0]);
    Input::Sample { nets, z: z.into(), sigmas, boundaries }
}

/// Levels that go through all blocks, from 3 or so to 0.02 or so, where each step counts.
fn through(random: &mut Random, sizes: [usize; 2], blocks: usize, levels: usize) -> Input {
    let ends = [random.uniform(2.0..4.0), random.uniform(0.05..0.2)];
    let between = |count: usize, jitter: f64, random: &mut Random| -> Vec<f64> {
        let mut all: Vec<f64> = (0..count)
            .map(|at| {
                let inner = at > 0 && at + 1 < count;
                let part = at as f64 + if inner { random.uniform(-jitter..jitter) } else { 0.0 };
                let part = part / (count - 1).max(1) as f64;
                ends[0].powf(1.0 - part) * ends[1].powf(part)
            })
            .collect();
        (all[0], all[count - 1]) = (ends[0], if count > 1 { ends[1] } else { ends[0] });
        all
    };
    let boundaries = between(blocks + 1, 0.3, random);
    let sigmas = between(levels, 0.2, random);
    sample(random, sizes, boundaries, sigmas)
}

/// Levels that are the boundaries.
fn at_boundaries(random: &mut Random, sizes: [usize; 2], blocks: usize) -> Input {
    let mut made = through(random, sizes, blocks, 2);
    if let Input::Sample { sigmas, boundaries, .. } = &mut made {
        sigmas.clone_from(boundaries);
    }
    made
}

fn laid(mut input: Input, [first, second]: [Layout; 2]) -> Input {
    match &mut input {
        Input::Boundaries { .. } | Input::Of { .. } => {}
        Input::Step { z, denoised, .. } => (z.layout, denoised.layout) = (first, second),
        Input::Sample { z, .. } => z.layout = first,
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    let cases: Vec<Case<Input>> = vec![
        Case {
            name: "boundaries, four blocks of EDM's law",
            make: |_| Input::Boundaries { count: 4, mean: -1.2, deviation: 1.2, least: 0.002, most: 80.0 },
        },
        Case { name: "boundaries, a narrow range of a law", make: |random| any_boundaries(random, 3) },
        Case { name: "boundaries, two blocks", make: |random| any_boundaries(random, 2) },
        Case { name: "boundaries, one block", make: |random| any_boundaries(random, 1) },
        Case { name: "boundaries, 300 blocks", make: |random| any_boundaries(random, 300) },
        Case {
            name: "boundaries, ends 6 deviations from the mean",
            make: |random| boundaries(5, [random.uniform(-1.5..0.0), 0.8], [FAR, FAR]),
        },
        Case {
            name: "boundaries, all levels below the mean",
            make: |random| boundaries(4, [random.uniform(0.5..1.0), 1.1], [2.5, -0.4]),
        },
        Case {
            name: "boundaries, all levels above the mean",
            make: |random| boundaries(3, [random.uniform(-1.0..0.0), 0.9], [-0.3, 2.2]),
        },
        Case { name: "of, four blocks", make: |random| of(random, FOUR.to_vec()) },
        Case { name: "of, one block", make: |random| of(random, vec![5.0, 0.1]) },
        Case {
            name: "of, six blocks",
            make: |random| {
                let boundaries = falling(random, 7);
                of(random, boundaries)
            },
        },
        Case {
            name: "of, 300 blocks",
            make: |random| {
                let boundaries = falling(random, 301);
                of(random, boundaries)
            },
        },
        Case { name: "step, four rows", make: |random| any_step(random, [4, 3]) },
        Case { name: "step, one number", make: |random| any_step(random, [1, 1]) },
        Case { name: "step, below a level of 1", make: |random| step(random, [3, 2], [0.6, 0.25]) },
        Case { name: "step, to 0", make: |random| step(random, [2, 4], [1.7, 0.0]) },
        Case { name: "step, from 80", make: |random| step(random, [3, 3], [LEVELS[1], 17.5]) },
        Case { name: "step, from 0.002 to 0", make: |random| step(random, [3, 2], [LEVELS[0], 0.0]) },
        Case { name: "step, 300 rows", make: |random| any_step(random, [300, 2]) },
        Case { name: "step, rows of 270", make: |random| any_step(random, [2, 270]) },
        Case {
            name: "step, z transposed",
            make: |random| laid(any_step(random, [4, 3]), [Transposed, Contiguous]),
        },
        Case {
            name: "step, denoised transposed",
            make: |random| laid(any_step(random, [3, 4]), [Reversed, Transposed]),
        },
        Case {
            name: "step, strided views",
            make: |random| laid(any_step(random, [3, 5]), [Strided, Strided]),
        },
    ];
    cases.into_iter().chain(of_samples()).collect()
}

fn of_samples() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Strided, Transposed};
    vec![
        Case { name: "sample, two blocks, four levels", make: |random| through(random, [3, 2], 2, 4) },
        Case { name: "sample, three blocks, seven levels", make: |random| through(random, [2, 3], 3, 7) },
        Case { name: "sample, more blocks than levels", make: |random| through(random, [3, 4], 5, 3) },
        Case { name: "sample, one block", make: |random| through(random, [2, 2], 1, 3) },
        Case { name: "sample, one level", make: |random| through(random, [3, 2], 3, 1) },
        Case { name: "sample, levels on boundaries", make: |random| at_boundaries(random, [3, 2], 3) },
        Case { name: "sample, one number", make: |random| through(random, [1, 1], 2, 3) },
        Case { name: "sample, 300 levels", make: |random| through(random, [2, 2], 4, 300) },
        Case { name: "sample, 300 rows", make: |random| through(random, [300, 2], 2, 3) },
        Case { name: "sample, 20 blocks, 40 levels", make: |random| through(random, [2, 2], 20, 40) },
        Case {
            name: "sample, from 80 to 0.002",
            make: |random| sample(random, [3, 2], FOUR.to_vec(), vec![80.0, 0.505_041, 0.179_632, 0.002]),
        },
        Case {
            name: "sample, z transposed",
            make: |random| laid(through(random, [4, 3], 3, 4), [Transposed, Contiguous]),
        },
        Case {
            name: "sample, z strided",
            make: |random| laid(through(random, [3, 4], 2, 5), [Strided, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes: [usize; 2] = random.distinct(2..=7);
    let [blocks, levels] = random.distinct(2..=6);
    let layouts = [(); 2].map(|()| Layout::any(random));
    match random.whole(0..=5) {
        0 => any_boundaries(random, blocks),
        1 => {
            let boundaries = falling(random, blocks + 1);
            of(random, boundaries)
        }
        2 => laid(any_step(random, sizes), layouts),
        3 => laid(at_boundaries(random, sizes, blocks), layouts),
        _ => laid(through(random, sizes, blocks, levels), layouts),
    }
}
