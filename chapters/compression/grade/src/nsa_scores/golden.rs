//! What is known of `nsa_scores` from elsewhere: golden A13.

use judge::{Golden, mistaken};
use ndarray::{Array1, Array2};

use super::Input;
use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a13, a13_as_printed, parts_of_the_paper]
}

/// Twenty weights (i + 1)/210, with the sizes of the paper.
fn input() -> Input {
    let weights = Array2::from_shape_fn((1, 20), |(_, i)| (i + 1) as f32 / 210.0);
    Input { weights: weights.into(), length: 32, stride: 16, block: 64, blocks: 5 }
}

fn near(scores: &Array1<f32>, golden: [f32; 5]) {
    assert!(scores.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{scores}");
}

/// By numpy, and counted token by token.
fn a13() {
    near(&Knobs::default().run(&input()), [0.076_190, 0.228_571, 0.380_952, 0.533_333, 0.685_714]);
}

/// The printed formula with block 0 as the first.
fn a13_as_printed() {
    let knobs = mistaken(mistakes(), "as_printed");
    near(&knobs.run(&input()), [0.004_762, 0.114_286, 0.266_667, 0.419_048, 0.571_429]);
}

/// 1, 2, 2, 2, 1, from the compressed block before the first that begins in the selected one.
fn parts_of_the_paper() {
    let parts: Vec<usize> = (2..10).map(|i| input().common(i, 1) / 16).collect();
    assert_eq!(parts, [0, 1, 2, 2, 2, 1, 0, 0]);
}
