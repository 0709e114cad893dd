use attention::lesson::scale::*;
use attention::solution::softmax::softmax;
use ndarray::ArrayView1;

#[test]
fn entropies_are_those_that_were_measured_before() {
    // Measured with other random numbers. Both are means over queries, so their difference deviates by √2 standard
    // errors if the other had as many; four of these, and 0.05 for the approximation and the keys that queries share.
    let unscaled = [3.99, 1.95, 0.75, 0.34, 0.13];
    let margin = |spread: Spread| 0.05 + 4.0 * (2.0 / QUERIES as f64).sqrt() * spread.deviation;
    for (row, expected) in rows(softmax).iter().zip(unscaled) {
        let (scaled, unscaled) = (margin(row.scaled), margin(row.unscaled));
        assert!((row.scaled.entropy - predicted_entropy()).abs() < scaled, "{row:?} ± {scaled:.2}");
        assert!(
            (row.unscaled.entropy - expected).abs() < unscaled,
            "{row:?}, not {expected} ± {unscaled:.2}"
        );
    }
}

#[test]
fn the_largest_weight_grows_without_the_scale() {
    let rows = rows(softmax);
    assert!(rows.iter().all(|row| row.scaled.largest < 0.1), "{rows:?}");
    assert!(rows.windows(2).all(|pair| pair[0].unscaled.largest < pair[1].unscaled.largest), "{rows:?}");
    assert!(rows[4].unscaled.largest > 0.9, "{rows:?}");
}

#[test]
fn entropy_is_ln_n_for_equal_weights_and_0_for_a_single_one() {
    assert!((entropy(ArrayView1::from(&[0.25; 4])) - 4_f64.ln()).abs() < 1e-12);
    assert_eq!(entropy(ArrayView1::from(&[0.0, 1.0])), 0.0);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(softmax).overlapping_labels(), []);
}
