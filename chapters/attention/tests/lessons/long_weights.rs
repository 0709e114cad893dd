use attention::QkNorm;
use attention::lesson::long_weights::*;
use attention::solution::qk_norm::{normalise, scores};
use attention::solution::softmax::softmax;

const NORM: QkNorm = QkNorm { normalise, scores };

#[test]
fn entropy_collapses_without_and_stays_with() {
    let rows = rows(softmax, NORM);
    for row in &rows {
        assert!((row.with - rows[0].with).abs() < 0.01, "{rows:?}");
        assert!(f64::from(row.score_with) <= bound(), "{rows:?}");
    }
    assert!(rows.windows(2).all(|pair| pair[1].without < pair[0].without), "{rows:?}");
    assert!(rows[0].without > 4.5 && rows[4].without < 0.01, "{rows:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(softmax, NORM).overlapping_labels(), []);
}
