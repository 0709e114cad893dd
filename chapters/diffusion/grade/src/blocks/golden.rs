//! What is known of `blocks` from elsewhere.

use diffusion::Law;
use judge::{Golden, mistaken};
use ndarray::{ArrayView1, array};

use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_boundaries_of_four_blocks, a_step_and_the_printed_one, equally_likely_levels, ties]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 2e-6 * expected.abs().max(0.3), "{found}, and not {expected}");
}

const EDM: Law = Law { mean: -1.2, deviation: 1.2 };

/// Four blocks of EDM's law between 0.002 and 80, as the code of DiffusionBlocks computes them, and the mistakes: by scipy in double precision.
fn the_boundaries_of_four_blocks() {
    let of = |knobs: Knobs| knobs.boundaries(4, EDM, 0.002, 80.0);
    let id = |id: &str| of(mistaken(mistakes(), id));
    for (found, expected) in [
        (of(Knobs::default()), [80.0, 0.676_649, 0.301_200, 0.134_076, 0.002]),
        (id("log_uniform"), [80.0, 5.656_854, 0.4, 0.028_284, 0.002]),
        (id("karras"), [80.0, 17.527_832, 2.515_219, 0.169_753, 0.002]),
        (id("deviation_forgotten"), [80.0, 0.591_254, 0.301_194, 0.153_433, 0.002]),
    ] {
        found.iter().zip(expected).for_each(|(&found, expected)| near(found, expected));
    }
    let logarithms = id("no_exp");
    for (found, expected) in logarithms.iter().zip([4.3820, -0.3906, -1.2, -2.0093, -6.2146]) {
        assert!((found - expected).abs() < 1e-4, "{found}, and not {expected}");
    }
}

/// z = 2, D = 0.4 from 1.5 to 1: the code's `z + (next − σ) (z − D)/σ`, and the equation as the paper prints it, by hand.
fn a_step_and_the_printed_one() {
    let of =
        |knobs: Knobs| f64::from(knobs.step(array![[2.0]].view(), array![[0.4]].view(), 1.5, 1.0)[[0, 0]]);
    near(of(Knobs::default()), 1.466_667);
    near(of(mistaken(mistakes(), "printed_sign")), 2.533_333);
    near(of(mistaken(mistakes(), "divided_by_next")), 1.2);
    near(of(mistaken(mistakes(), "not_divided")), 1.2);
    near(of(mistaken(mistakes(), "jump")), 0.4);
}

/// The four levels at which the released code samples, both ends included: the boundaries of three blocks.
fn equally_likely_levels() {
    let found = Knobs::default().boundaries(3, EDM, 0.002, 80.0);
    found
        .iter()
        .zip([80.0, 0.505_041, 0.179_632, 0.002])
        .for_each(|(&found, expected)| near(found, expected));
}

/// A level on a boundary belongs to the block above it, in the released code: block 0 has the highest levels.
fn ties() {
    let boundaries = [80.0, 0.7, 0.3, 0.002];
    let of = |sigma: f64| Knobs::default().of(sigma, ArrayView1::from(&boundaries));
    assert_eq!([80.0, 0.7, 0.5, 0.3, 0.1, 0.002].map(of), [0, 0, 1, 1, 2, 2]);
}
