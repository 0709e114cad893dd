//! The cases of `schedule`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::Input;
use super::levels::{Levels, falling};

/// The least and the most that β may be at an end of a line, and the most steps of the cosine.
pub(super) const ENDS: (f64, f64) = (1e-6, 0.999);
pub(super) const MOST: usize = 1000;
/// The most that ᾱ may be.
pub(super) const KEPT: f64 = 1.0 - 1e-9;

/// β at random, so that neighbours tell each other apart.
fn betas(random: &mut Random, steps: usize, range: std::ops::Range<f64>) -> Levels {
    Array1::from_shape_simple_fn(steps, || random.uniform(range.clone())).into()
}

/// ᾱ that falls, with ratios at random.
fn kept(random: &mut Random, steps: usize) -> Levels {
    let mut left = 1.0;
    Array1::from_shape_simple_fn(steps, || {
        left *= 1.0 - random.uniform(0.05..0.5);
        left
    })
    .into()
}

fn ends(random: &mut Random) -> (f64, f64) {
    let first = random.uniform(2e-4..0.05);
    (first, first * random.uniform(3.0..15.0))
}

fn linear(random: &mut Random, steps: usize) -> Input {
    let (first, last) = ends(random);
    Input::Linear { steps, first, last }
}

fn scaled(random: &mut Random, steps: usize) -> Input {
    let (first, last) = ends(random);
    Input::ScaledLinear { steps, first, last }
}

fn laid(mut levels: Levels, layout: Layout) -> Levels {
    levels.layout = layout;
    levels
}

fn of_betas() -> Vec<Case<Input>> {
    vec![
        Case { name: "linear, four steps", make: |_| Input::Linear { steps: 4, first: 0.1, last: 0.4 } },
        Case { name: "linear, seven steps", make: |random| linear(random, 7) },
        Case { name: "linear, one step", make: |random| linear(random, 1) },
        Case { name: "linear, two steps", make: |random| linear(random, 2) },
        Case {
            name: "linear, the ends of DDPM, 270 steps",
            make: |_| Input::Linear { steps: 270, first: 1e-4, last: 0.02 },
        },
        Case { name: "linear, 1000 steps", make: |random| linear(random, MOST) },
        Case {
            name: "linear, from 0.000001 to 0.999",
            make: |_| Input::Linear { steps: 11, first: ENDS.0, last: ENDS.1 },
        },
        Case {
            name: "linear, first and last the same",
            make: |random| {
                let (first, _) = ends(random);
                Input::Linear { steps: 5, first, last: first }
            },
        },
        Case { name: "scaled, five steps", make: |random| scaled(random, 5) },
        Case { name: "scaled, one step", make: |random| scaled(random, 1) },
        Case { name: "scaled, two steps", make: |random| scaled(random, 2) },
        Case {
            name: "scaled, the ends of latent diffusion, 260 steps",
            make: |_| Input::ScaledLinear { steps: 260, first: 0.000_85, last: 0.012 },
        },
        Case {
            name: "scaled, from 0.000001 to 0.999",
            make: |_| Input::ScaledLinear { steps: 9, first: ENDS.0, last: ENDS.1 },
        },
        Case {
            name: "scaled, first and last the same",
            make: |random| {
                let (first, _) = ends(random);
                Input::ScaledLinear { steps: 3, first, last: first }
            },
        },
        Case { name: "cosine, four steps", make: |_| Input::Cosine { steps: 4 } },
        Case { name: "cosine, one step", make: |_| Input::Cosine { steps: 1 } },
        Case { name: "cosine, two steps", make: |_| Input::Cosine { steps: 2 } },
        Case { name: "cosine, 1000 steps", make: |_| Input::Cosine { steps: MOST } },
    ]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    let mut cases = of_betas();
    cases.extend(of_levels());
    cases
}

fn of_levels() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "cumulative, four steps",
            make: |_| Input::Cumulative(Array1::from_vec(vec![0.1, 0.2, 0.3, 0.4]).into()),
        },
        Case {
            name: "cumulative, six steps in no order",
            make: |random| Input::Cumulative(betas(random, 6, 0.05..0.6)),
        },
        Case { name: "cumulative, one step", make: |random| Input::Cumulative(betas(random, 1, 0.2..0.7)) },
        Case {
            name: "cumulative, 300 steps",
            make: |_| Input::Cumulative(Array1::linspace(1e-4, 0.06, 300).into()),
        },
        Case {
            name: "cumulative, 100 steps of a billionth",
            make: |random| Input::Cumulative(betas(random, 100, 1e-9..3e-9)),
        },
        Case {
            name: "cumulative, hardly anything is left",
            make: |random| {
                let mut betas = betas(random, 5, 0.1..0.5);
                betas.values[0] = KEPT;
                Input::Cumulative(betas)
            },
        },
        Case {
            name: "cumulative, a step that leaves nothing",
            make: |random| {
                let mut betas = betas(random, 7, 0.1..0.5);
                betas.values[4] = 1.0;
                Input::Cumulative(betas)
            },
        },
        Case {
            name: "cumulative, nothing is left after the last step",
            make: |random| {
                let mut betas = betas(random, 5, 0.1..0.5);
                betas.values[4] = 1.0;
                Input::Cumulative(betas)
            },
        },
        Case {
            name: "cumulative, steps that take nothing",
            make: |random| {
                let mut betas = betas(random, 6, 0.1..0.5);
                betas.values[0] = 0.0;
                betas.values[3] = 0.0;
                Input::Cumulative(betas)
            },
        },
        Case {
            name: "cumulative, strided",
            make: |random| Input::Cumulative(laid(betas(random, 5, 0.05..0.6), Layout::Strided)),
        },
        Case {
            name: "cumulative, reversed in memory",
            make: |random| Input::Cumulative(laid(betas(random, 6, 0.05..0.6), Layout::Reversed)),
        },
        Case { name: "snr, five levels", make: |random| Input::Snr(kept(random, 5)) },
        Case { name: "snr, one level", make: |random| Input::Snr(kept(random, 1)) },
        Case { name: "snr, 300 levels", make: |_| Input::Snr(falling(300, 1e-5).into()) },
        Case {
            name: "snr, from nearly all to nothing",
            make: |random| {
                let mut levels = kept(random, 8);
                levels.values[0] = KEPT;
                levels.values[1] = 1.0 - 1e-6;
                levels.values[6] = 2.4e-9;
                levels.values[7] = 0.0;
                Input::Snr(levels)
            },
        },
        Case { name: "snr, strided", make: |random| Input::Snr(laid(kept(random, 6), Layout::Strided)) },
        Case {
            name: "snr, reversed in memory",
            make: |random| Input::Snr(laid(kept(random, 4), Layout::Reversed)),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let steps = random.whole(2..=30);
    let layout = [Layout::Contiguous, Layout::Strided, Layout::Reversed][random.whole(0..=2)];
    match random.whole(0..=4) {
        0 => linear(random, steps),
        1 => scaled(random, steps),
        2 => Input::Cosine { steps },
        3 => Input::Cumulative(laid(betas(random, steps, 0.001..0.4), layout)),
        _ => Input::Snr(laid(kept(random, steps), layout)),
    }
}
