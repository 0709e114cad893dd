//! What is known of `s4d` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::Array1;
use num_complex::Complex32;

use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![two_damped_waves, conjugating_both_changes_nothing]
}

/// A = −½ + iπ{0, 1}, C = (0.3 + 0.2i, −0.1 + 0.4i), a step of 0.1.
fn example(knobs: &Knobs) -> Array1<f32> {
    let a = [Complex32::new(-0.5, 0.0), Complex32::new(-0.5, std::f32::consts::PI)];
    let c = [Complex32::new(0.3, 0.2), Complex32::new(-0.1, 0.4)];
    knobs.s4d(a[..].into(), c[..].into(), 0.1, 5)
}

/// `S4DKernel` of state-spaces/s4, executed; the mistakes by numpy in double precision.
fn two_damped_waves() {
    let right = [0.027_276, 0.005_719, -0.009_148, -0.016_796, -0.017_422];
    let of = |id: &str| mistaken(mistakes(), id);
    let rows: [(Knobs, &[f32]); 8] = [
        (Knobs::default(), &right),
        (of("without_two"), &right.map(|x| x / 2.0)),
        (of("b_by_euler"), &[0.04, 0.015_465, -0.002_898, -0.014_182, -0.018_229]),
        (of("bilinear"), &[0.027_786, 0.006_381]),
        (of("b_without_inverse"), &[-0.245_354, -0.183_630]),
        (of("conjugated_a"), &[0.051_388, 0.072_667]),
        (of("real_part_of_factors"), &[0.027_276, 0.027_400]),
        (of("modulus"), &[0.116_026, 0.094_827]),
    ];
    for (knobs, expected) in rows {
        let found = example(&knobs);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{found}, {expected:?}");
    }
}

/// The real part of a product is that of the product of conjugates.
fn conjugating_both_changes_nothing() {
    let mut both = mistaken(mistakes(), "conjugated_a");
    both.conjugates_c = true;
    let (one, other) = (example(&Knobs::default()), example(&both));
    assert!((one - other).iter().all(|x| x.abs() < 1e-7));
}
