//! What is known of `checkpointing` from elsewhere.

use judge::{Golden, turned};
use ndarray::{Array1, array};

use super::Input;
use super::bent::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![two_layers_by_hand, gradients_are_slopes]
}

fn gradient(input: &Input) -> Array1<f64> {
    let knobs = turned::<Knobs>(|_| ());
    input.run(|chain, start, every| knobs.pass(chain, start, every)).input
}

fn one_wide(weights: &[f64], x: f64, every: usize) -> Input {
    Input {
        weights: weights.iter().map(|&w| array![[w]]).collect(),
        dropout: vec![0.0; weights.len()],
        random: 1,
        input: array![x],
        every,
    }
}

/// y = tanh(2 tanh(0.5 x)) at x = 1, and the loss (y − 0.3)²/2: by the chain rule (y − 0.3) (1 − y²) 2 (1 − t²) 0.5 with t = tanh 0.5.
fn two_layers_by_hand() {
    let t = 0.5_f64.tanh();
    let y = (2.0 * t).tanh();
    let known = (y - 0.3) * (1.0 - y * y) * 2.0 * (1.0 - t * t) * 0.5;
    for every in [1, 2, 3] {
        let found = gradient(&one_wide(&[0.5, 2.0], 1.0, every))[0];
        assert!((found - known).abs() < 1e-15, "{found} is not {known}");
    }
}

/// Differences of the loss, for a chain of five.
fn gradients_are_slopes() {
    let weights = [0.9, 1.3, -0.7, 1.1, 0.8];
    let loss = |x: f64| (weights.iter().fold(x, |x, w| (w * x).tanh()) - 0.3).powi(2) / 2.0;
    let slope = (loss(0.4 + 1e-5) - loss(0.4 - 1e-5)) / 2e-5;
    let found = gradient(&one_wide(&weights, 0.4, 2))[0];
    assert!((found - slope).abs() < 1e-9, "{found} is not {slope}");
}
