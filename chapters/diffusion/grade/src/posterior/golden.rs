//! What is known of `posterior` from elsewhere: β = 0.1, 0.2, 0.3, 0.4, x₀ = 1.5, ε = −0.7, z = 0.4, at t = 2. The right values are those of
//! improved-diffusion, guided-diffusion and diffusers, executed; the wrong ones follow from the formulas that the mistakes stand for.

use judge::Golden;
use ndarray::Array2;

use super::cases::four;
use super::knobs::Knobs;
use super::{Answered, Given, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![coefficients_of_improved_diffusion, steps_of_diffusers, wrong_means, wrong_noise]
}

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 2e-6, "{found} is not {golden}");
}

/// `posterior_mean_coef1`, `posterior_mean_coef2`, `posterior_variance`.
fn coefficients_of_improved_diffusion() {
    let golden = [
        [1.0, 0.0, 0.0],
        [0.677_631, 0.319_438, 0.071_429],
        [0.513_223, 0.472_308, 0.169_355],
        [0.407_070, 0.550_745, 0.284_404],
    ];
    for (t, golden) in golden.into_iter().enumerate() {
        let Answered::Coefficients(found) = Knobs::default().run(&Input::Coefficients { betas: four(), t })
        else {
            unreachable!("that is what was called")
        };
        found.into_iter().zip(golden).for_each(|(found, golden)| close(found, golden));
    }
}

fn step(knobs: Knobs, fresh: f32, large: bool, clip: bool) -> f64 {
    let one = |x: f32| Array2::from_elem((1, 1), x).into();
    let x = 0.504_f64.sqrt() * 1.5 - 0.496_f64.sqrt() * 0.7;
    let given =
        Given { x: one(x as f32), noise: one(-0.7), fresh: one(fresh), betas: four(), t: 2, large, clip };
    match knobs.run(&Input::Step(given)) {
        Answered::Step(out) => out[[0, 0]].into(),
        Answered::Coefficients(_) => unreachable!("that is what was called"),
    }
}

/// The mean, the mean with x̂₀ clipped, and samples with `fixed_small` and `fixed_large`.
fn steps_of_diffusers() {
    let right = Knobs::default();
    close(step(right, 0.0, false, false), 1.039_949);
    close(step(right, 0.0, false, true), 0.783_337);
    close(step(right, 0.4, false, false), 1.204_560);
    close(step(right, 0.4, true, false), 1.259_038);
    close(step(Knobs { by_noise: true, ..right }, 0.0, false, false), 1.039_949);
}

fn wrong_means() {
    for (id, golden) in [
        ("not_rescaled", 0.870_083),
        ("rescaled_by_all", 1.225_591),
        ("share_not_rooted", 1.189_600),
        ("start_alone", 1.5),
        ("swapped", 1.001_976),
        ("root_of_beta", 1.334_237),
        ("plus_noise", 0.327_162),
    ] {
        close(step(judge::mistaken(super::mistakes::mistakes(), id), 0.0, false, false), golden);
    }
}

/// 1.039949 + 0.4 · 0.169355, and + 0.4 · 0.3, by hand.
fn wrong_noise() {
    let wrong: Knobs = judge::mistaken(super::mistakes::mistakes(), "variance_for_deviation");
    close(step(wrong, 0.4, false, false), 1.107_691);
    close(step(wrong, 0.4, true, false), 1.159_949);
}
