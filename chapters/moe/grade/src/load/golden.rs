//! What is known of `load` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::array;

use super::Routed;
use super::mistakes::{Knobs, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        wrong_chances_have_the_values_that_are_listed,
        wrong_measures_of_unevenness_have_the_values_that_are_listed
    ]
}

fn bent(id: &str) -> Knobs {
    mistaken(mistakes(), id)
}

/// The wrong values of the fact sheet, computed there in numpy.
fn wrong_chances_have_the_values_that_are_listed() {
    let clean = array![[0.5_f32, 0.2, -0.1, 0.9]];
    let scale = array![[0.0_f32, 0.5, -0.5, 0.2]].mapv(|raw| raw.exp().ln_1p());
    let noisy = &clean + &(array![[0.3_f32, -1.1, 0.7, -0.4]] * &scale);
    let routed = Routed { clean: clean.into(), noisy: noisy.into(), scale: scale.into(), k: 2 };
    for (knobs, golden) in [
        (Knobs::default(), [0.650_568, 0.347_944, 0.075_510, 0.798_740]),
        (bent("self_included"), [0.453_632, 0.347_944, 0.075_510, 0.655_422]),
        (bent("next_for_all"), [0.650_568, 0.486_956, 0.241_964, 0.798_740]),
        (bent("noisy_numerator"), [0.753_912, 0.067_997, 0.230_885, 0.668_992]),
        (bent("variance"), [0.711_616, 0.344_107, 0.001_227, 0.852_877]),
        (bent("one_higher"), [0.453_632, 0.301_022, 0.044_168, 0.595_079]),
    ] {
        let chances = knobs.chances::<f64>(&routed);
        let worst = chances.iter().zip(golden).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 2e-6, "{chances}, not {golden:?}");
    }
}

fn wrong_measures_of_unevenness_have_the_values_that_are_listed() {
    let values = array![1.0_f64, 2.0, 3.0, 6.0];
    for (knobs, golden) in [
        (Knobs::default(), 0.388_889),
        (bent("sample_variance"), 0.518_519),
        (bent("not_squared"), 0.623_610),
        (bent("over_mean"), 1.166_667),
        (bent("variance_alone"), 3.5),
    ] {
        assert!((knobs.uneven(&values) - golden).abs() < 1e-6, "{}, not {golden}", knobs.uneven(&values));
    }
}
