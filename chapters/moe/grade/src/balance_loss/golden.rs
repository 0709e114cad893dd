//! What is known of `balance_loss` from elsewhere.

use judge::{Golden, Matrix, portable, turned};
use ndarray::Array2;

use super::mistakes::{Knobs, Product, Scale};

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
    let near = |a: f64, b: f64| assert!((a - b).abs() < 2e-6, "{a} and {b}");
    near(with(|_| ()), 0.994_940);
    near(with(|k| k.no_experts = true), 0.331_647);
    near(with(|k| k.product = Product::FractionsTwice), 1.166_667);
    near(with(|k| k.product = Product::ProbabilitiesTwice), 1.008_300);
    near(with(|k| k.scale = Scale::Counts), 5.969_637);
    near(with(|k| k.choices = 2), 2.034_440);
    near(with(|k| (k.choices, k.scale) = (2, Scale::ByChoices)), 1.017_220);
}
