use attention::lesson::overflow::*;
use attention::solution::softmax::softmax;

#[test]
fn the_stable_softmax_gives_the_same_everywhere() {
    // 1 / (1 + e).
    let right = 0.268_941_43;
    assert!(rows(naive_softmax, softmax).iter().all(|row| (row.stable[0] - right).abs() < 1e-6));
    assert_eq!(limits(softmax), (-REACH, REACH));
}

#[test]
fn the_textbook_formula_breaks_where_exponentials_underflow_and_overflow() {
    let (low, high) = limits(naive_softmax);
    // exp(x + 1) is 0 below ln 2⁻¹⁵⁰, half of the smallest number; exp(x) (1 + e) is infinite above ln 2¹²⁸.
    assert!((low - (-150.0 * std::f32::consts::LN_2 - 1.0)).abs() < 0.01, "{low}");
    assert!(
        (high - (128.0 * std::f32::consts::LN_2 - (1.0 + std::f32::consts::E).ln())).abs() < 0.01,
        "{high}"
    );
    for row in rows(naive_softmax, softmax) {
        assert_eq!(sum_to_one(row.naive), (low..=high).contains(&row.score), "{row:?}");
        // Below, exponentials are subnormal and have fewer digits.
        if (-87.0..=high).contains(&row.score) {
            assert!((row.naive[0] - row.stable[0]).abs() < 1e-6, "{row:?}");
        }
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(naive_softmax, softmax);
    assert_eq!(figure.overlapping_labels(), []);
    assert!(figure.description().contains("gives 0.2689 everywhere"), "{}", figure.description());
}
