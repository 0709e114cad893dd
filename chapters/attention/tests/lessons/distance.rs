use attention::Alibi;
use attention::lesson::distance::*;
use attention::solution::alibi;

const ALIBI: Alibi = Alibi { slopes: alibi::slopes, attend: alibi::attend };

#[test]
fn the_mean_distance_is_that_of_geometric_weights() {
    for row in rows(ALIBI) {
        // The longest reach is cut off at 1,024 keys.
        let cut = (-f64::from(row.slope) * KEYS as f64).exp();
        let expected = predicted_mean(row.slope) - KEYS as f64 * cut / (1.0 - cut);
        assert!((row.mean / expected - 1.0).abs() < 0.15, "{row:?}, not {expected:.2}");
    }
}

#[test]
fn most_of_the_weight_is_within_one_over_the_slope() {
    // 1 − e^(−1) = 63 %, and more for steep slopes, where the nearest keys are whole steps apart.
    for row in rows(ALIBI) {
        assert!((0.6..0.85).contains(&row.within), "{row:?}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(ALIBI).overlapping_labels(), []);
}
