//! What is known of `heun` from elsewhere.

use judge::Golden;
use ndarray::array;

use super::cases::grid;
use super::denoiser::Denoiser;
use super::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![ten_levels, slips_with_ten_levels]
}

/// From 80 at level 80 over EDM's grid, Gaussian data of deviation 0.5, whose exact end is 0.499990.
fn followed(id: &str, count: usize, heun: bool) -> f64 {
    let knobs =
        if id.is_empty() { Knobs::default() } else { judge::mistaken(super::mistakes::mistakes(), id) };
    let denoiser = Denoiser::Gaussian { mean: 0.0, deviation: 0.5, preserving: false };
    let network =
        |x: ndarray::ArrayView2<'_, f32>, sigmas: ndarray::ArrayView1<'_, f32>| denoiser.run(x, sigmas);
    let (x, sigmas) = (array![[80.0_f32]], grid(count));
    let rows = if heun {
        knobs.heun(&network, x.view(), sigmas.view())
    } else {
        knobs.euler(&network, x.view(), sigmas.view())
    };
    rows[[0, 0]].into()
}

fn near(found: f64, golden: f64, slack: f64) {
    assert!((found - golden).abs() < slack, "{found} is not {golden}");
}

/// NVlabs/edm, `edm_sampler` without churn, and diffusers' `EDMEulerScheduler`, executed.
fn ten_levels() {
    near(followed("", 10, false), 0.365_213, 1e-5);
    for (count, golden) in [(5, 1.257_886), (10, 0.609_798), (18, 0.527_625), (40, 0.504_877)] {
        near(followed("", count, true), golden, 1e-5);
    }
}

/// By another program in double precision.
fn slips_with_ten_levels() {
    near(followed("second_alone", 10, true), 0.937_032, 1e-5);
    near(followed("second_at_old_level", 10, true), 2.534, 1e-3);
    near(followed("second_divided_by_old", 10, true), 3.318_332, 1e-5);
    near(followed("from_the_trial", 10, true), 0.0, 1e-2);
}
