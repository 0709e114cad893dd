//! What is known of `ddim` from elsewhere: β = 0.1, 0.2, 0.3, 0.4, x₀ = 1.5, ε = −0.7, z = 0.4, from t = 2 to t = 1. The right values are those
//! of ermongroup/ddim, improved-diffusion and diffusers, executed; the wrong ones follow from the formulas that the mistakes stand for.

use diffusion::Spacing;
use judge::Golden;
use ndarray::array;

use super::cases::FOUR;
use super::knobs::Knobs;
use super::{Answered, Given, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![steps_of_official_code, wrong_steps, times_of_diffusers]
}

fn step(knobs: Knobs, x: f64, [from, to, eta]: [f64; 3]) -> f64 {
    let given = Given {
        x: array![[x as f32]].into(),
        noise: array![[-0.7]].into(),
        fresh: array![[0.4]].into(),
        from,
        to,
        eta,
    };
    match knobs.run(&Input::Step(given)) {
        Answered::Step(out) => out[[0, 0]].into(),
        Answered::Times(_) => unreachable!("that is what was called"),
    }
}

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 2e-6, "{found} is not {golden}");
}

/// x of step t.
fn at(t: usize) -> f64 {
    1.5 * FOUR[t].sqrt() - 0.7 * (1.0 - FOUR[t]).sqrt()
}

/// `generalized_steps` of ermongroup/ddim, `ddim_sample` of improved-diffusion, DDIMScheduler of diffusers; and the way back.
fn steps_of_official_code() {
    for (eta, golden) in [(0.0, 0.902_387), (0.5, 1.013_844), (1.0, 1.204_560)] {
        close(step(Knobs::default(), at(2), [FOUR[2], FOUR[1], eta]), golden);
    }
    close(step(Knobs::default(), at(1), [FOUR[1], FOUR[2], 0.0]), 0.571_903);
    // The last step to data, and what is left undone by an ᾱ of 0.9, that of step 0, in the place of 1 (diffusers #6068).
    close(step(Knobs::default(), at(0), [FOUR[0], 1.0, 0.0]), 1.5);
    close(step(Knobs::default(), at(0), [FOUR[0], FOUR[0], 0.0]), 1.201_666);
}

fn wrong_steps() {
    for (id, eta, golden) in [
        ("direction_without_sigma", 1.0, 1.066_998),
        ("levels_not_rooted", 0.0, 0.884_000),
        ("direction_of_from", 0.0, 0.779_801),
        ("root_of_beta", 1.0, 1.259_038),
        ("variance_for_sigma", 1.0, 0.989_612),
    ] {
        close(step(judge::mistaken(super::mistakes::mistakes(), id), at(2), [FOUR[2], FOUR[1], eta]), golden);
    }
    // (x − β ε)/√(1 − β) with β = 0.3, by hand; with ¼, as in the post, it is 0.862450.
    let short =
        step(judge::mistaken(super::mistakes::mistakes(), "short_step"), at(2), [FOUR[2], FOUR[1], 0.0]);
    close(short, (at(2) + 0.21) / 0.7_f64.sqrt());
}

/// `set_timesteps` of diffusers' schedulers: leading 980, 960, … 0 (#2585), trailing 999, 979, … 19, linspace 999, 979, … 0.
fn times_of_diffusers() {
    let of = |spacing| Knobs::default().times(1000, 50, spacing);
    let [leading, trailing, linspace] = [Spacing::Leading, Spacing::Trailing, Spacing::Linspace].map(of);
    assert_eq!((leading[0], leading[1], leading[49]), (980, 960, 0));
    assert_eq!((trailing[0], trailing[1], trailing[49]), (999, 979, 19));
    assert_eq!((linspace[0], linspace[1], linspace[48], linspace[49]), (999, 979, 20, 0));
    assert_eq!(Knobs::default().times(1000, 30, Spacing::Leading)[0], 957);
}
