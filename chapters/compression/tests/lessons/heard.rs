use compression::lesson::heard::*;
use compression::solution::dual_role::dual_role;

/// Loud, quiet, quiet, loud is wanted; how far the worst of the four is from its opposite.
fn worst(gates: Gates) -> f32 {
    let [a, b, c, d] = four(&weights(dual_role, gates));
    [a, 1.0 - b, 1.0 - c, d].into_iter().fold(1.0, f32::min)
}

#[test]
fn the_weights_of_an_entry_sum_to_one() {
    for (_, gates) in TRIES {
        for sum in weights(dual_role, gates).rows().into_iter().map(|row| row.sum()) {
            assert!((sum - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn one_gate_is_right_half_of_the_time_at_best_and_two_are_right() {
    let steps = || (-6..=6).map(|step| step as f32);
    let mut best = 0.0_f32;
    for a in steps() {
        for b in steps() {
            for bias in steps() {
                best = best.max(worst(one([a + 0.0986, b + 0.0986], [bias / 2.0, -bias / 2.0])));
            }
        }
    }
    assert!((0.49..0.5001).contains(&best), "{best}");
    assert!(worst(TRIES[3].1) > 0.9);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(dual_role).overlapping_labels(), []);
}
