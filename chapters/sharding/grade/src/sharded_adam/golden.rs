//! What is known of `sharded_adam` from elsewhere.

use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::inputs::Input;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![three_steps_of_torch, an_epsilon_that_shows]
}

fn weight(knobs: Knobs, epsilon: f64) -> f64 {
    let input = Input {
        alone: true,
        rate: 0.1,
        betas: [0.9, 0.999],
        epsilon,
        decay: 0.1,
        weights: vec![1.0],
        gradients: [0.5, -0.3, 0.2].map(|g| vec![vec![g]]).into(),
    };
    knobs.run(&input).results[0].weights[0]
}

fn all_close(epsilon: f64, golden: &[(&str, f64)]) {
    for &(id, golden) in golden {
        let knobs = if id.is_empty() { Knobs::default() } else { mistaken(mistakes(), id) };
        let found = weight(knobs, epsilon);
        assert!((found - golden).abs() < 1e-6, "{id}: {found} is not {golden}");
    }
}

/// w = 1, g = 0.5, −0.3, 0.2, η = 0.1, β = (0.9, 0.999), ε = 10⁻⁸, λ = 0.1. The first by torch.optim.AdamW, executed, the second by
/// torch.optim.Adam with weight_decay, the one without decay by both; the rest by another program in double precision.
fn three_steps_of_torch() {
    all_close(
        1e-8,
        &[
            ("", 0.818_588),
            ("decay_in_the_gradient", 0.807_875),
            ("no_correction", 0.407_815),
            ("corrected_a_step_later", 0.849_486),
            ("no_root", 0.630_647),
            ("decay_without_the_rate", 0.596_022),
            ("no_decay", 0.846_107),
            ("decay_of_the_new_weight", 0.820_105),
            ("betas_swapped", 0.809_462),
        ],
    );
}

/// The same with ε = 0.1, by another program in double precision.
fn an_epsilon_that_shows() {
    all_close(
        0.1,
        &[("", 0.846_246), ("epsilon_in_the_root", 0.846_454), ("epsilon_before_the_correction", 0.948_303)],
    );
}
