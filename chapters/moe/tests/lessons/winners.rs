use moe::answers::{LOAD, noisy_top_k::noisy_top_k};
use moe::lesson::winners::*;

#[test]
fn winners_get_bigger_unless_losses_keep_them_even() {
    let [none, noise, both] = SETTINGS.map(|setting| run(noisy_top_k, LOAD, setting));
    // The first two win at once, and nobody else ever learns.
    assert!(none.shares[1] > 0.999 && none.shares[2] == 0.0, "{none:?}");
    assert!(noise.shares[0] > 0.9 && noise.uneven > 1.0, "{noise:?}");
    assert!(both.shares[0] < 0.3 && both.uneven < 0.01, "{both:?}");
    // The task does not suffer, in this toy: any expert can do it.
    assert!([none, noise, both].iter().all(|run| run.error < 0.001));
}

/// Golden values of the fact sheet, computed there in numpy.
#[test]
fn vmoe_has_one_threshold_for_all() {
    let (noisy, chances) = vmoe(&[0.5, 0.2, -0.1, 0.9], &[0.3, -1.1, 0.7, -0.4], 2);
    for (value, golden) in noisy.iter().zip([0.575, -0.075, 0.075, 0.8]) {
        assert!((value - golden).abs() < 1e-6);
    }
    for (value, golden) in chances.iter().zip([0.382_089, 0.066_807, 0.003_467, 0.903_2]) {
        assert!((value - golden).abs() < 2e-6, "{chances:?}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(noisy_top_k, LOAD).overlapping_labels(), []);
}
