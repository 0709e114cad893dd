//! What is known of `upcycle` from elsewhere.

use judge::Golden;
use moe::Mlp;
use moe::solution::upcycle as solution;
use ndarray::{Array2, array};

use super::mistakes::{Kept, Knobs};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_golden_gates,
        the_golden_outputs_of_identical_experts,
        of_equal_logits_the_lower_expert_is_chosen
    ]
}

fn gates(kept: Kept) -> Array2<f32> {
    // Probabilities .3, .2, .1 and, not kept, .08 five times.
    let probabilities = [0.08, 0.3, 0.08, 0.2, 0.08, 0.1, 0.08, 0.08];
    let logits = Array2::from_shape_fn((1, 8), |(_, e)| f32::ln(probabilities[e]));
    Knobs { kept, ..Knobs::default() }.gates(logits.view(), 3)
}

fn is(kept: Kept, [a, b, c]: [f32; 3]) {
    let golden = array![[0.0, a, 0.0, b, 0.0, c, 0.0, 0.0]];
    let gates = gates(kept);
    assert!((&gates - &golden).iter().all(|difference| difference.abs() < 1e-6), "{gates}");
}

fn the_golden_gates() {
    is(Kept::Right, [0.5, 0.333_333, 0.166_667]);
    is(Kept::NotNormalised, [0.3, 0.2, 0.1]);
    is(Kept::SoftmaxAgain, [0.367_165, 0.332_225, 0.300_610]);
}

/// Experts that all say 2.
fn the_golden_outputs_of_identical_experts() {
    let says_two = Mlp { up: array![[1.278_464_5]], down: array![[2.0]] };
    let experts = solution::experts(&says_two, 8);
    let out = |kept: Kept| solution::forward(array![[1.0]].view(), gates(kept).view(), &experts)[[0, 0]];
    for (kept, expected) in [
        (Kept::Right, 2.0),
        (Kept::NotNormalised, 1.2),
        (Kept::MeanOnTop, 0.4),
        (Kept::Euclidean, 3.207_135),
        (Kept::SoftmaxAgain, 2.0),
    ] {
        assert!((out(kept) - expected).abs() < 2e-6, "{} and {expected}", out(kept));
    }
}

fn of_equal_logits_the_lower_expert_is_chosen() {
    let gates = solution::gates(array![[1.0, 3.0, 1.0, 1.0]].view(), 2);
    assert!(gates[[0, 0]] > 0.0 && gates[[0, 2]] == 0.0 && gates[[0, 3]] == 0.0);
}
