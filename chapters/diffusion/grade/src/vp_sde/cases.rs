//! The cases of `vp_sde`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::Input;

/// β of the paper, and the ends of what is promised.
const BETAS: [f64; 2] = [0.1, 20.0];
pub(super) const LEAST: f64 = 0.01;
pub(super) const MOST: f64 = 30.0;
/// σ likewise.
const SIGMAS: [f64; 2] = [0.01, 50.0];
pub(super) const SIGMA_MIN: [f64; 2] = [0.001, 1.0];
pub(super) const SIGMA_MAX: f64 = 400.0;
/// Time and length of a step.
pub(super) const TIME: [f64; 2] = [0.001, 1.0];
pub(super) const STEP: [f64; 2] = [0.0001, 0.5];

/// What the times of a few calls are.
fn times(random: &mut Random) -> Vec<f64> {
    let mut times: Vec<f64> = (0..3).map(|at| random.uniform(0.0..0.25) + 0.25 * f64::from(at)).collect();
    times.push(random.uniform(0.8..0.95));
    times
}

fn marginal(random: &mut Random, betas: [f64; 2]) -> Input {
    Input::Marginal { times: times(random), betas }
}

fn ve(random: &mut Random, sigmas: [f64; 2]) -> Input {
    Input::Ve { times: times(random), sigmas }
}

fn arrays<const N: usize>(random: &mut Random, shape: [usize; 2], deviation: f64) -> [judge::Matrix; N] {
    [(); N].map(|()| random.normals((shape[0], shape[1]), deviation).into())
}

fn drift(random: &mut Random, flow: bool, shape: [usize; 2], t: f64, betas: [f64; 2]) -> Input {
    let [x, score] = arrays(random, shape, 1.0);
    Input::Drift { flow, x, score, t, betas }
}

fn step(random: &mut Random, shape: [usize; 2], [t, dt]: [f64; 2], betas: [f64; 2]) -> Input {
    let [x, score, noise] = arrays(random, shape, 1.0);
    Input::Step { x, score, noise, t, dt, betas }
}

fn laid(mut input: Input, layouts: [Layout; 3]) -> Input {
    match &mut input {
        Input::Drift { x, score, .. } => {
            x.layout = layouts[0];
            score.layout = layouts[1];
        }
        Input::Step { x, score, noise, .. } => {
            x.layout = layouts[0];
            score.layout = layouts[1];
            noise.layout = layouts[2];
        }
        _ => {}
    }
    input
}

/// Numbers of x times a factor, those of the score times another.
fn scaled(mut input: Input, factors: [f32; 2]) -> Input {
    if let Input::Drift { x, score, .. } | Input::Step { x, score, .. } = &mut input {
        x.values *= factors[0];
        score.values *= factors[1];
    }
    input
}

/// Rows at levels of their own.
fn mixed(mut input: Input) -> Input {
    let level = |array: &mut Array2<f32>| {
        for (row, mut numbers) in array.rows_mut().into_iter().enumerate() {
            numbers *= [1.0, 100.0, 0.01][row % 3];
        }
    };
    if let Input::Drift { x, score, .. } | Input::Step { x, score, .. } = &mut input {
        level(&mut x.values);
        level(&mut score.values);
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_times(), of_drifts(), of_steps()].into_iter().flatten().collect()
}

fn of_times() -> Vec<Case<Input>> {
    vec![
        Case { name: "marginal, β from 0.1 to 20", make: |random| marginal(random, BETAS) },
        Case { name: "marginal, a constant β", make: |random| marginal(random, [2.0, 2.0]) },
        Case { name: "marginal, a β that falls", make: |random| marginal(random, [6.0, 1.0]) },
        Case { name: "marginal, a large β₀", make: |random| marginal(random, [3.0, 8.0]) },
        Case {
            name: "marginal, both ends of time",
            make: |_| Input::Marginal { times: vec![0.0, 1.0, 0.5], betas: [0.3, 4.0] },
        },
        Case {
            name: "marginal, hardly any time",
            make: |random| {
                let times = [1e-5, 3e-5, 1e-4].map(|t| t * random.uniform(1.0..2.0));
                Input::Marginal { times: times.to_vec(), betas: BETAS }
            },
        },
        Case { name: "marginal, the smallest β", make: |random| marginal(random, [LEAST, LEAST]) },
        Case { name: "marginal, the largest β", make: |random| marginal(random, [MOST, MOST]) },
        Case {
            name: "marginal, from the smallest to the largest",
            make: |random| marginal(random, [LEAST, MOST]),
        },
        Case { name: "ve, σ from 0.01 to 50", make: |random| ve(random, SIGMAS) },
        Case {
            name: "ve, both ends of time",
            make: |_| Input::Ve { times: vec![0.0, 0.5, 1.0], sigmas: [0.1, 3.0] },
        },
        Case { name: "ve, a small range", make: |random| ve(random, [SIGMA_MIN[1], 2.0]) },
        Case {
            name: "ve, near the smallest σ",
            make: |random| {
                let times = (0..3).map(|_| random.uniform(0.01..0.05)).collect();
                Input::Ve { times, sigmas: [0.02, 30.0] }
            },
        },
        Case { name: "ve, a large range", make: |random| ve(random, [SIGMA_MIN[0], SIGMA_MAX]) },
    ]
}

/// A case for both drifts.
macro_rules! both {
    ($all:ident, $name:literal, $make:expr) => {{
        $all.push(Case {
            name: concat!("reverse, ", $name),
            make: |random| {
                let make: fn(&mut Random, bool) -> Input = $make;
                make(random, false)
            },
        });
        $all.push(Case {
            name: concat!("flow, ", $name),
            make: |random| {
                let make: fn(&mut Random, bool) -> Input = $make;
                make(random, true)
            },
        });
    }};
}

fn of_drifts() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    let mut all = Vec::new();
    both!(all, "two rows of two", |random, flow| drift(random, flow, [2, 2], 0.5, BETAS));
    both!(all, "early", |random, flow| drift(random, flow, [3, 2], 0.03, BETAS));
    both!(all, "late", |random, flow| drift(random, flow, [2, 4], 0.9, BETAS));
    both!(all, "a β that falls", |random, flow| drift(random, flow, [2, 3], 0.3, [6.0, 1.0]));
    both!(all, "a constant β below 1", |random, flow| drift(random, flow, [2, 3], 0.7, [0.4, 0.4]));
    both!(all, "time 0", |random, flow| drift(random, flow, [2, 3], 0.0, [2.0, 9.0]));
    both!(all, "time 1", |random, flow| drift(random, flow, [2, 3], 1.0, [2.0, 9.0]));
    both!(all, "the smallest β", |random, flow| drift(random, flow, [2, 3], 0.4, [LEAST, LEAST]));
    both!(all, "the largest β", |random, flow| drift(random, flow, [2, 3], 0.6, [MOST, MOST]));
    both!(all, "one number", |random, flow| drift(random, flow, [1, 1], 0.2, BETAS));
    both!(all, "300 rows", |random, flow| drift(random, flow, [300, 1], 0.2, BETAS));
    both!(all, "270 columns", |random, flow| drift(random, flow, [2, 270], 0.3, BETAS));
    both!(all, "a score of 100 and more", |random, flow| {
        scaled(drift(random, flow, [3, 2], 0.01, BETAS), [1.0, 300.0])
    });
    both!(all, "large x", |random, flow| scaled(drift(random, flow, [3, 2], 0.4, BETAS), [1000.0, 1.0]));
    both!(all, "rows of different size", |random, flow| mixed(drift(random, flow, [4, 3], 0.4, BETAS)));
    both!(all, "transposed", |random, flow| laid(drift(random, flow, [3, 4], 0.4, BETAS), [Transposed; 3]));
    both!(all, "strided", |random, flow| laid(drift(random, flow, [4, 3], 0.4, BETAS), [Strided; 3]));
    both!(all, "x alone transposed", |random, flow| {
        laid(drift(random, flow, [3, 4], 0.4, BETAS), [Transposed, Contiguous, Contiguous])
    });
    both!(all, "the score alone reversed in memory", |random, flow| {
        laid(drift(random, flow, [3, 4], 0.4, BETAS), [Contiguous, Reversed, Contiguous])
    });
    all
}

fn of_steps() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "step, a hundredth", make: |random| step(random, [2, 2], [0.5, 0.01], BETAS) },
        Case { name: "step, a tenth", make: |random| step(random, [3, 2], [0.4, 0.1], [1.0, 5.0]) },
        Case { name: "step, a β that falls", make: |random| step(random, [3, 2], [0.4, 0.1], [5.0, 1.0]) },
        Case {
            name: "step, a constant β below 1",
            make: |random| step(random, [3, 2], [0.4, 0.1], [0.3, 0.3]),
        },
        Case { name: "step, from time 1", make: |random| step(random, [2, 3], [TIME[1], 0.05], BETAS) },
        Case { name: "step, to time 0", make: |random| step(random, [2, 3], [0.05, 0.05], [3.0, 9.0]) },
        Case { name: "step, the earliest", make: |random| step(random, [2, 3], [TIME[0], 0.001], BETAS) },
        Case { name: "step, the shortest", make: |random| step(random, [2, 3], [0.3, STEP[0]], BETAS) },
        Case { name: "step, the longest", make: |random| step(random, [2, 3], [0.9, STEP[1]], [0.2, 3.0]) },
        Case {
            name: "step, the smallest β",
            make: |random| step(random, [2, 3], [0.3, 0.2], [LEAST, LEAST]),
        },
        Case { name: "step, the largest β", make: |random| step(random, [2, 3], [0.3, 0.02], [MOST, MOST]) },
        Case { name: "step, one number", make: |random| step(random, [1, 1], [0.3, 0.05], BETAS) },
        Case { name: "step, 300 rows", make: |random| step(random, [300, 1], [0.3, 0.05], BETAS) },
        Case { name: "step, 270 columns", make: |random| step(random, [2, 270], [0.3, 0.05], BETAS) },
        Case {
            name: "step, rows of different size",
            make: |random| mixed(step(random, [4, 3], [0.3, 0.05], BETAS)),
        },
        Case {
            name: "step, a score of 100 and more",
            make: |random| scaled(step(random, [3, 2], [0.01, 0.002], BETAS), [1.0, 300.0]),
        },
        Case {
            name: "step, large x",
            make: |random| scaled(step(random, [3, 2], [0.4, 0.02], BETAS), [1000.0, 1.0]),
        },
        Case {
            name: "step, transposed",
            make: |random| laid(step(random, [3, 4], [0.4, 0.05], BETAS), [Transposed; 3]),
        },
        Case {
            name: "step, strided",
            make: |random| laid(step(random, [4, 3], [0.4, 0.05], BETAS), [Strided; 3]),
        },
        Case {
            name: "step, the noise alone transposed",
            make: |random| {
                laid(step(random, [3, 4], [0.4, 0.05], BETAS), [Contiguous, Contiguous, Transposed])
            },
        },
        Case {
            name: "step, x alone reversed in memory",
            make: |random| laid(step(random, [3, 4], [0.4, 0.05], BETAS), [Reversed, Contiguous, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let betas = [random.uniform(0.1..3.0), random.uniform(4.0..20.0)];
    let shape = random.distinct(1..=6);
    let layouts = [(); 3].map(|()| Layout::any(random));
    let t = random.uniform(0.1..0.95);
    match random.whole(0..=5) {
        0 => marginal(random, betas),
        1 => {
            let sigmas = [random.uniform(0.01..0.1), random.uniform(5.0..60.0)];
            ve(random, sigmas)
        }
        2 => laid(drift(random, false, shape, t, betas), layouts),
        3 => laid(drift(random, true, shape, t, betas), layouts),
        _ => {
            let dt = random.uniform(0.01..0.08);
            laid(step(random, shape, [t, dt], betas), layouts)
        }
    }
}
