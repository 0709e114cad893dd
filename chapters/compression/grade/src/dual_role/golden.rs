//! What is known of `dual_role` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array2, array};

use super::cases::a11;
use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a11_and_what_mistakes_make_of_it]
}

/// How far the bent solution is from golden A11.
fn distance(knobs: &Knobs) -> f64 {
    let golden: Array2<f32> = array![
        [0.377_873, 0.670_774, 0.912_771, 0.597_789, 0.577_219, 0.793_934],
        [0.224_839, 0.526_408, 0.606_444, 0.362_643, 0.529_559, 0.584_189],
        [0.330_417, 0.063_494, -0.008_130, 0.207_489, 0.275_832, 0.269_927],
    ];
    let entries = knobs.run(&a11());
    assert_eq!(entries.dim(), golden.dim());
    entries.iter().zip(&golden).fold(0.0, |most: f64, (a, b)| most.max(f64::from((a - b).abs())))
}

/// Golden A11, which the official inference code of DeepSeek-V4 pools alike, and how far from it numpy found these mistakes.
fn a11_and_what_mistakes_make_of_it() {
    assert!(distance(&Knobs::default()) < 2e-6);
    for (id, apart) in [
        ("no_overlap", 0.765),
        ("biases_swapped", 0.037),
        ("softmax_over_channels", 0.437),
        ("two_softmaxes_added", 0.484),
        ("no_bias", 0.386),
        ("roles_swapped", 0.063),
        ("one_role", 0.056),
        ("one_projection", 0.050),
        ("first_padded_with_bias", 0.277),
        ("first_padded_with_zeros", 0.265),
        ("next_block", 0.611),
    ] {
        let found = distance(&mistaken(mistakes(), id));
        assert!((found - apart).abs() < 6e-4, "{id}: {found} instead of {apart}");
    }
}
