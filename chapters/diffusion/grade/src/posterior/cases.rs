//! The cases of `posterior`.

use std::f64::consts::FRAC_PI_2;

use judge::{Case, Layout, Random};

use super::{Given, Input};

/// The bounds of what is promised.
pub(super) const LEAST: f64 = 1e-5;
pub(super) const MOST: f64 = 0.999;
pub(super) const KEPT: f64 = 1e-9;

/// Four steps by hand.
pub(super) fn four() -> Vec<f64> {
    vec![0.1, 0.2, 0.3, 0.4]
}

/// From 0.0001 to 0.02 in a thousand steps.
fn linear() -> Vec<f64> {
    (0..1000).map(|t| 1e-4 + (0.02 - 1e-4) * f64::from(t) / 999.0).collect()
}

/// The cosine schedule of a thousand steps, with β up to 0.999.
fn cosine() -> Vec<f64> {
    let kept = |t: u32| ((f64::from(t) / 1000.0 + 0.008) / 1.008 * FRAC_PI_2).cos().powi(2);
    (0..1000).map(|t| (1.0 - kept(t + 1) / kept(t)).min(MOST)).collect()
}

fn some(random: &mut Random, steps: usize) -> Vec<f64> {
    (0..steps).map(|_| random.uniform(0.03..0.5)).collect()
}

/// Both ends, among others.
fn ends(random: &mut Random) -> Vec<f64> {
    let mut betas = some(random, 6);
    (betas[0], betas[1], betas[3], betas[5]) = (LEAST, MOST, MOST, LEAST);
    betas
}

fn given(random: &mut Random, size: (usize, usize), betas: Vec<f64>, t: usize) -> Given {
    let mut matrix = || random.normals(size, 1.1).into();
    Given { x: matrix(), noise: matrix(), fresh: matrix(), betas, t, large: false, clip: false }
}

fn plain(random: &mut Random, t: usize) -> Given {
    given(random, (3, 2), four(), t)
}

fn large(given: Given) -> Given {
    Given { large: true, ..given }
}

fn clip(given: Given) -> Given {
    Given { clip: true, ..given }
}

fn laid(mut given: Given, layouts: [Layout; 3]) -> Input {
    [given.x.layout, given.noise.layout, given.fresh.layout] = layouts;
    Input::Step(given)
}

/// Samples at levels of their own.
fn levelled(mut given: Given) -> Given {
    for matrix in [&mut given.x, &mut given.noise, &mut given.fresh] {
        for (row, mut values) in matrix.values.rows_mut().into_iter().enumerate() {
            values *= [1.0, 200.0, 0.005][row % 3];
        }
    }
    given
}

fn coefficients(betas: Vec<f64>, t: usize) -> Input {
    Input::Coefficients { betas, t }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    of_coefficients().into_iter().chain(of_steps()).collect()
}

fn of_coefficients() -> Vec<Case<Input>> {
    vec![
        Case { name: "coefficients, the third of four steps", make: |_| coefficients(four(), 2) },
        Case { name: "coefficients, t = 0", make: |_| coefficients(four(), 0) },
        Case { name: "coefficients, t = 1", make: |_| coefficients(four(), 1) },
        Case { name: "coefficients, the noisiest step", make: |_| coefficients(four(), 3) },
        Case { name: "coefficients, one step in all", make: |_| coefficients(vec![0.3], 0) },
        Case {
            name: "coefficients, some schedule",
            make: |random| {
                let t = random.whole(2..=10);
                coefficients(some(random, 12), t)
            },
        },
        Case { name: "coefficients, linear schedule, t = 0", make: |_| coefficients(linear(), 0) },
        Case { name: "coefficients, linear schedule, t = 1", make: |_| coefficients(linear(), 1) },
        Case { name: "coefficients, linear schedule, t = 500", make: |_| coefficients(linear(), 500) },
        Case { name: "coefficients, linear schedule, t = 999", make: |_| coefficients(linear(), 999) },
        Case { name: "coefficients, cosine schedule, t = 999", make: |_| coefficients(cosine(), 999) },
        Case { name: "coefficients, cosine schedule, t = 0", make: |_| coefficients(cosine(), 0) },
        Case { name: "coefficients, after the largest β", make: |random| coefficients(ends(random), 2) },
        Case { name: "coefficients, the smallest β first", make: |random| coefficients(ends(random), 0) },
        Case { name: "coefficients, the smallest β last", make: |random| coefficients(ends(random), 5) },
    ]
}

fn of_steps() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Reversed as R, Strided as S, Transposed as T};
    vec![
        Case { name: "step, the third of four", make: |random| Input::Step(plain(random, 2)) },
        Case { name: "step, large variance", make: |random| Input::Step(large(plain(random, 2))) },
        Case { name: "step, clipped", make: |random| Input::Step(clip(plain(random, 2))) },
        Case { name: "step, t = 0", make: |random| Input::Step(plain(random, 0)) },
        Case { name: "step, t = 0, large variance", make: |random| Input::Step(large(plain(random, 0))) },
        Case { name: "step, t = 0, clipped", make: |random| Input::Step(clip(large(plain(random, 0)))) },
        Case { name: "step, t = 1", make: |random| Input::Step(plain(random, 1)) },
        Case { name: "step, t = 1, large variance", make: |random| Input::Step(large(plain(random, 1))) },
        Case { name: "step, the noisiest", make: |random| Input::Step(large(plain(random, 3))) },
        Case {
            name: "step, one in all",
            make: |random| Input::Step(large(given(random, (2, 3), vec![0.4], 0))),
        },
        Case {
            name: "step, one sample of one number",
            make: |random| Input::Step(large(given(random, (1, 1), four(), 2))),
        },
        Case { name: "step, one sample", make: |random| Input::Step(given(random, (1, 5), four(), 3)) },
        Case {
            name: "step, one number each",
            make: |random| Input::Step(clip(given(random, (6, 1), four(), 1))),
        },
        Case { name: "step, 300 samples", make: |random| Input::Step(given(random, (300, 2), four(), 2)) },
        Case {
            name: "step, samples of 270",
            make: |random| Input::Step(clip(given(random, (2, 270), four(), 2))),
        },
        Case {
            name: "step, linear schedule, t = 0",
            make: |random| Input::Step(given(random, (3, 2), linear(), 0)),
        },
        Case {
            name: "step, linear schedule, t = 1",
            make: |random| Input::Step(large(given(random, (3, 2), linear(), 1))),
        },
        Case {
            name: "step, linear schedule, t = 420",
            make: |random| Input::Step(given(random, (2, 3), linear(), 420)),
        },
        Case {
            name: "step, linear schedule, t = 999, clipped",
            make: |random| Input::Step(clip(large(given(random, (3, 2), linear(), 999)))),
        },
        Case {
            name: "step, cosine schedule, t = 999",
            make: |random| Input::Step(given(random, (3, 2), cosine(), 999)),
        },
        Case {
            name: "step, cosine schedule, t = 999, clipped",
            make: |random| Input::Step(clip(given(random, (3, 2), cosine(), 999))),
        },
        Case {
            name: "step, the largest β",
            make: |random| {
                let betas = ends(random);
                Input::Step(given(random, (2, 4), betas, 3))
            },
        },
        // x is 0, so that the noise, which is little, counts.
        Case {
            name: "step, all β the smallest",
            make: |random| {
                let mut given = given(random, (3, 2), vec![LEAST; 3], 1);
                given.x.values.fill(0.0);
                given.noise.values *= 0.01;
                Input::Step(given)
            },
        },
        Case {
            name: "step, clipped where nothing is beyond",
            make: |random| {
                let mut given = clip(plain(random, 2));
                given.x.values.mapv_inplace(|x| 0.2 * x.clamp(-1.5, 1.5));
                given.noise.values.mapv_inplace(|x| 0.3 * x.clamp(-1.5, 1.5));
                Input::Step(given)
            },
        },
        Case {
            name: "step, samples at different levels",
            make: |random| Input::Step(large(levelled(given(random, (6, 3), four(), 1)))),
        },
        Case {
            name: "step, samples at different levels, clipped",
            make: |random| Input::Step(clip(levelled(given(random, (6, 3), four(), 3)))),
        },
        Case {
            name: "step, transposed views",
            make: |random| laid(large(given(random, (4, 3), four(), 2)), [T, T, T]),
        },
        Case {
            name: "step, strided views",
            make: |random| laid(large(given(random, (3, 4), four(), 2)), [S, S, S]),
        },
        Case { name: "step, x transposed alone", make: |random| laid(plain(random, 2), [T, C, C]) },
        Case {
            name: "step, predicted noise reversed alone",
            make: |random| laid(plain(random, 2), [C, R, C]),
        },
        Case {
            name: "step, fresh noise transposed alone",
            make: |random| laid(large(plain(random, 2)), [C, C, T]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let betas = match random.whole(0..=4) {
        0 => linear(),
        1 => cosine(),
        _ => {
            let steps = random.whole(2..=14);
            some(random, steps)
        }
    };
    let t = if random.chance(0.2) { 0 } else { random.whole(0..=betas.len() - 1) };
    if random.chance(0.3) {
        return coefficients(betas, t);
    }
    let size = (random.whole(1..=6), random.whole(1..=5));
    let (is_large, is_clip) = (random.chance(0.5), random.chance(0.4));
    let layouts = std::array::from_fn(|_| Layout::any(random));
    laid(Given { large: is_large, clip: is_clip, ..given(random, size, betas, t) }, layouts)
}
