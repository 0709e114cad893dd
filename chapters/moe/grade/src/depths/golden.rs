//! What is known of `depths` from elsewhere.

use judge::{Golden, turned};
use moe::solution::depths as solution;
use ndarray::{ArrayView2, array};

use super::cases;
use super::mistakes::{Gate, Knobs, Rest};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_golden_values,
        the_solution_gives_the_golden_values,
        layouts_do_not_matter_to_the_block
    ]
}

/// The fact sheet's tokens and scores with f = tanh: the block is called with each row by itself.
fn golden(knobs: &Knobs) -> Vec<f32> {
    let tokens = array![[1.0], [-0.5], [0.3], [2.0]];
    let scores = array![0.2, 1.5, -0.7, 0.9];
    let tanh = |rows: ArrayView2<'_, f32>| rows.mapv(f32::tanh);
    knobs.depths(tokens.view(), scores.view(), 2, &tanh).into_iter().collect()
}

fn the_golden_values() {
    let knob = |bend: fn(&mut Knobs)| golden(&turned(bend));
    for (values, expected) in [
        (knob(|_| ()), [1.0, -1.193_176, 0.3, 2.867_625]),
        (knob(|k| k.gate = Gate::One), [1.0, -0.962_117, 0.3, 2.964_028]),
        (knob(|k| k.rest = Rest::NoResidual), [1.0, -0.693_176, 0.3, 0.867_625]),
        (knob(|k| k.gate = Gate::Sigmoid), [1.0, -0.877_815, 0.3, 2.685_375]),
        (knob(|k| k.rest = Rest::Everyone), [1.152_319, -1.193_176, 0.096_081, 2.867_625]),
    ] {
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 2e-6, "{values:?}");
        }
    }
}

fn the_solution_gives_the_golden_values() {
    let tokens = array![[1.0], [-0.5], [0.3], [2.0]];
    let scores = array![0.2, 1.5, -0.7, 0.9];
    let out = solution::depths(tokens.view(), scores.view(), 2, &|rows| rows.mapv(f32::tanh));
    let golden = array![[1.0], [-1.193_176], [0.3], [2.867_625]];
    assert!((out - golden).iter().all(|difference| difference.abs() < 2e-6));
    assert_eq!(solution::choose(scores.view(), 2), [1, 3]);
    // Of equal scores the lower position comes first.
    assert_eq!(solution::choose(array![0.5, 1.0, 0.5, 0.5].view(), 2), [0, 1]);
}

fn layouts_do_not_matter_to_the_block() {
    let input = cases::fresh(&mut judge::Random::new(3, "depths"));
    let transposed = input.tokens.clone().laid(judge::Layout::Transposed).held();
    assert_eq!(input.block(transposed.view()), input.block(input.tokens.values.view()));
}
