use attention::answers::LUONG;
use attention::lesson::growth::*;
use attention::solution::{additive::additive, softmax::softmax};

#[test]
fn dot_products_collapse_and_additive_scores_do_not() {
    let rows = rows(softmax, additive, LUONG);
    assert!(rows.windows(2).all(|pair| pair[0].dot > pair[1].dot), "{rows:?}");
    assert!(rows[4].dot < 0.5, "{rows:?}");
    // Saturated units are ±1/√a, with a variance over the keys of 2/3 in all: ln n − σ²/2 for normal scores.
    let saturated = (KEYS as f64).ln() - 1.0 / 3.0;
    for row in &rows {
        assert!((row.additive - saturated).abs() < 0.25, "{row:?}, saturated {saturated:.2}");
    }
    assert!(rows[0].slope > 10.0 * rows[4].slope, "{rows:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(softmax, additive, LUONG).overlapping_labels(), []);
}
