//! What is known of `dpm_solver` from elsewhere.

use judge::Golden;
use ndarray::array;

use super::inputs::even;
use super::knobs::Knobs;
use super::noise;
use crate::heun::denoiser::Denoiser;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![first_steps, second_steps, errors_on_gaussian_data]
}

fn knobs(id: &str) -> Knobs {
    if id.is_empty() { Knobs::default() } else { judge::mistaken(super::mistakes::mistakes(), id) }
}

fn near(what: &str, found: f64, golden: f64, slack: f64) {
    assert!((found - golden).abs() < slack, "{what}: {found} is not {golden}");
}

/// ᾱ = 0.3024, 0.504 and 0.72 are levels 3, 2 and 1 of β = 0.1, 0.2, 0.3, 0.4; a row 0.571903 at level 2, whose denoised row is 1.5.
const TOY: [f64; 3] = [0.3024, 0.504, 0.72];

/// LuChengTHU/dpm-solver, `dpm_solver_first_update`, executed; the slips by another program.
fn first_steps() {
    for (id, golden) in [
        ("", 0.902_387),
        ("growing", -0.322_257),
        ("alpha_of_start", 0.825_178),
        ("alpha_ratio", 1.156_247),
        ("squared_lambda", 1.199_530),
    ] {
        let [_, from, to] = TOY.map(|alpha: f64| noise([alpha.sqrt(), (1.0 - alpha).sqrt()]));
        let (x, x0) = (array![[0.571_903_f32]], array![[1.5_f32]]);
        near(id, knobs(id).first(x.view(), x0.view(), from, to)[[0, 0]].into(), golden, 2e-6);
    }
}

/// `multistep_dpm_solver_second_update`, executed; the denoised row at level 3 was 1.2. The slips by another program.
fn second_steps() {
    for (id, golden) in [
        ("", 0.953_905),
        ("taylor", 0.957_876),
        ("no_ratio", 0.949_656),
        ("times_ratio", 0.945_758),
        ("no_half", 1.005_422),
        ("minus", 0.850_869),
        ("previous_step_in_exponential", 0.919_278),
    ] {
        let levels = TOY.map(|alpha: f64| noise([alpha.sqrt(), (1.0 - alpha).sqrt()]));
        let (x, x0, before) = (array![[0.571_903_f32]], array![[1.5_f32]], array![[1.2_f32]]);
        near(id, knobs(id).second(x.view(), x0.view(), before.view(), levels)[[0, 0]].into(), golden, 2e-6);
    }
}

/// Gaussian data of deviation 0.5, λ from −5 to 5 in 10, 20 and 40 equal steps, from x = 1: by the official update, executed, to three digits.
fn errors_on_gaussian_data() {
    for (id, errors) in [
        ("", [0.0176, 0.007_06, 0.001_91]),
        ("never_second", [-0.111, -0.0587, -0.0303]),
        ("no_half", [0.291, 0.111, 0.042]),
        ("minus", [-0.180, -0.105, -0.057]),
    ] {
        for (count, golden) in [10, 20, 40].into_iter().zip(errors) {
            let denoiser = Denoiser::Gaussian { mean: 0.0, deviation: 0.5, preserving: true };
            let network = |x: ndarray::ArrayView2<'_, f32>, sigmas: ndarray::ArrayView1<'_, f32>| {
                denoiser.run(x, sigmas)
            };
            let levels: Vec<_> = even(count).into_iter().map(noise).collect();
            let found = knobs(id).sample(&network, array![[1.0]].view(), &levels)[[0, 0]];
            let width = |level: diffusion::Level| (0.5 * level.alpha).hypot(level.sigma);
            let exact = width(levels[count]) / width(levels[0]);
            near(id, f64::from(found) - exact, golden, 6e-4);
        }
    }
}
