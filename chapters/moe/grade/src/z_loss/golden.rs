//! What is known of `z_loss` from elsewhere.

use judge::{Golden, Matrix, portable, turned};
use ndarray::Array2;

use super::mistakes::{Each, Knobs, Mean};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_wrong_variants_give_what_was_computed_elsewhere]
}

/// Each wrong variant on `2 · LCG(7)` in 6 rows of 3, derived in numpy.
fn the_wrong_variants_give_what_was_computed_elsewhere() {
    let mut number = portable(7);
    let logits = Array2::from_shape_simple_fn((6, 3), || (2.0 * number()) as f32);
    let with = |bend: fn(&mut Knobs)| {
        let knobs = Knobs { double: true, ..turned(bend) };
        f64::from(knobs.loss(&Matrix::from(logits.clone())))
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 5e-6, "{a} and {b}");
    near(with(|_| ()), 3.438_333);
    near(with(|k| k.mean = Mean::BeforeSquare), 3.053_381);
    near(with(|k| k.each = Each::MeanOfSquaredLogits), 1.713_124);
    near(with(|k| k.mean = Mean::Sum), 20.629_996);
    near(with(|k| k.mean = Mean::OverExpertsToo), 1.146_111);
    near(with(|k| k.mean = Mean::NotSquared), 1.747_393);
    near(with(|k| k.each = Each::Largest), 2.048_334);
}
