//! What is known of `mixture` from elsewhere.

use judge::{Golden, Output, mistaken};
use ndarray::array;

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Which};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![wrong_answers_have_the_values_that_are_listed]
}

fn example(which: Which) -> Input {
    Input {
        which,
        logits: array![0.7_f32.ln(), 0.3_f32.ln()].into(),
        outputs: array![[1.0_f32], [-1.0]].into(),
        target: array![0.5_f32].into(),
    }
}

fn numbers(knobs: &Knobs, which: Which) -> Vec<f64> {
    let parts = knobs.run(&example(which)).parts();
    let numbers = parts.iter().flat_map(|part| match &part.data {
        judge::Data::Real(values) => values.clone(),
        _ => vec![],
    });
    numbers.collect()
}

/// Gate (0.7, 0.3), outputs 1 and −1, target 0.5: the wrong values of the fact sheet, computed there in numpy.
fn wrong_answers_have_the_values_that_are_listed() {
    let bent = |id: &str| -> Knobs { mistaken(mistakes(), id) };
    for (id, which, golden) in [
        ("no_half", Which::Likelihood, 0.550_294),
        ("log_inside", Which::Likelihood, 0.425),
        ("constant", Which::Likelihood, 1.254_210),
        ("blended_for_competitive", Which::Competitive, 0.01),
    ] {
        let loss = numbers(&bent(id), which)[0];
        assert!((loss - golden).abs() < 1e-6, "{id}: {loss}");
    }
    let right = numbers(&Knobs::default(), Which::Likelihood);
    assert!((right[0] - 0.335_272).abs() < 1e-6, "{right:?}");
    let flipped = numbers(&bent("gate_sign"), Which::Likelihood);
    assert!((flipped[3] + right[3]).abs() < 1e-7 && right[3] < 0.0, "{right:?} and {flipped:?}");
    let shares = numbers(&Knobs::default(), Which::Responsibilities);
    assert!((shares[0] - 0.863_81).abs() < 1e-5, "{shares:?}");
}
