use moe::answers::{DSELECT_K, REINFORCE};
use moe::lesson::slopes::*;

#[test]
fn slopes_are_what_they_are_by_hand() {
    let row = row(REINFORCE, DSELECT_K, 0.5);
    let second = 1.0 / (1.0 + (-0.5_f64).exp());
    let both = second * (1.0 - second);
    assert_eq!(row.hard, 0.0);
    assert!((row.exact - 4.0 * both).abs() < 1e-5, "{row:?}");
    assert!((row.straight - 12.0 * both).abs() < 1e-5, "{row:?}");
    assert!(moe::lesson::slopes::row(REINFORCE, DSELECT_K, -0.5).straight < 0.0);
    // S(0.5) = 0.84375 for a width of 2, its slope is 0.5625; the output is 1 − 4 S.
    assert!((row.smooth - (1.0 - 4.0 * 0.84375) * -4.0 * 0.5625).abs() < 1e-2, "{row:?}");
    assert_eq!(moe::lesson::slopes::row(REINFORCE, DSELECT_K, 1.5).smooth, 0.0);
}

#[test]
fn switch_does_not_look_at_the_other_expert() {
    assert_eq!(switched(-0.5, [1.0, -3.0]).to_bits(), switched(-0.5, [1.0, 0.0]).to_bits());
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(REINFORCE, DSELECT_K).overlapping_labels(), []);
}
