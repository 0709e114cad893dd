//! What is known of `bias_update` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2};

use super::mistakes::{Knobs, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![wrong_steps_of_the_known_example, wrong_losses_of_the_known_example]
}

fn bent(id: &str) -> Knobs {
    mistaken(mistakes(), id)
}

/// Counts 10, 2, 4, 4 and a rate of 0.001: by hand.
fn wrong_steps_of_the_known_example() {
    let bias = Array1::zeros(4);
    for (id, expected) in
        [("wrong_sign", [0.001, -0.001, -0.001, -0.001]), ("proportional", [-0.005, 0.003, 0.001, 0.001])]
    {
        let found = bent(id).update(bias.view(), &[10, 2, 4, 4], 0.001);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{id}: {found}");
        }
    }
}

/// Twice the portable numbers of seed 11, k = 2: computed in numpy.
fn wrong_losses_of_the_known_example() {
    let mut value = portable(11);
    let logits = Array2::from_shape_simple_fn((5, 4), || (2.0 * value()) as f32);
    for (knobs, expected) in [
        (Knobs::default(), 1.035_776),
        (bent("scores_not_normalised"), 1.904_015),
        (bent("no_e_over_k"), 0.517_888),
        (bent("normalised_over_chosen"), 1.088_749),
    ] {
        let found = knobs.loss(logits.view(), 2);
        assert!((found - expected).abs() < 2e-6, "{found} {expected}");
    }
}
