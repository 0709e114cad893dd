//! What is known of `q_sample` from elsewhere.

use judge::Golden;
use ndarray::array;

use super::Input;
use super::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![four_steps]
}

/// β = 0.1, 0.2, 0.3, 0.4, so that ᾱ = 0.9, 0.72, 0.504, 0.3024; x0 = 1.5, ε = −0.7, step 2. The first value is also what diffusers'
/// `DDPMScheduler.add_noise` and `q_sample` of improved-diffusion give, executed; the others by another program in double precision.
fn four_steps() {
    let input = Input {
        x0: array![[1.5]].into(),
        noise: array![[-0.7]].into(),
        abar: array![0.9, 0.72, 0.504, 0.3024].into(),
        steps: vec![2],
    };
    let gives = |knobs: Knobs, golden: f32| {
        let found = knobs.run(&input)[[0, 0]];
        assert!((found - golden).abs() < 2e-6, "{found} is not {golden}");
    };
    gives(Knobs::default(), 0.571_903);
    for (id, golden) in [
        ("no_roots", 0.408_800),
        ("per_step", 0.871_584),
        ("root_on_signal_alone", 0.717_694),
        ("own_beta", 0.681_489),
        ("swapped", 0.559_458),
        ("one_step_early", 0.902_387),
        ("one_step_late", 0.240_206),
    ] {
        gives(judge::mistaken(super::mistakes::mistakes(), id), golden);
    }
}
