//! What is known of `noisy_top_k` from elsewhere.

use judge::Golden;
use ndarray::{Array2, array};

use super::Input;
use super::mistakes::{Gate, Knobs};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![wrong_answers_have_the_values_that_are_listed]
}

/// Clean logits, noise and raw scales of the fact sheet's example; and logits (2, 1, 0.5, −1) without noise.
fn wrong_answers_have_the_values_that_are_listed() {
    let noisy = Input {
        clean: array![[0.5_f32, 0.2, -0.1, 0.9]].into(),
        raw: array![[0.0_f32, 0.5, -0.5, 0.2]].into(),
        noise: array![[0.3_f32, -1.1, 0.7, -0.4]].into(),
        k: 2,
    };
    let plain = Input {
        clean: array![[2.0_f32, 1.0, 0.5, -1.0]].into(),
        raw: Array2::zeros((1, 4)).into(),
        noise: Array2::zeros((1, 4)).into(),
        k: 2,
    };
    let first = Knobs { gate: Gate::First, ..Knobs::default() };
    let sigmoid = Knobs { gate: Gate::Sigmoid, ..Knobs::default() };
    for (knobs, input, golden) in [
        (Knobs::default(), &plain, [0.731_059, 0.268_941, 0.0, 0.0]),
        (first, &plain, [0.609_46, 0.224_208, 0.0, 0.0]),
        (Knobs::default(), &noisy, [0.531_757, 0.0, 0.0, 0.468_243]),
        (first, &noisy, [0.369_296, 0.0, 0.0, 0.325_186]),
        // σ(2) and σ(1), divided by their sum.
        (sigmoid, &plain, [0.546_449, 0.453_551, 0.0, 0.0]),
    ] {
        let gates = knobs.run(input);
        let worst = gates.iter().zip(golden).map(|(&a, b)| (f64::from(a) - b).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-6, "{gates}, not {golden:?}");
    }
}
