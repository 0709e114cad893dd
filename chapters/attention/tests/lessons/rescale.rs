use attention::OnlineSoftmax;
use attention::lesson::rescale::*;

const ONLINE: OnlineSoftmax = OnlineSoftmax {
    start: attention::solution::online_softmax::start,
    update: attention::solution::online_softmax::update,
    merge: attention::solution::online_softmax::merge,
    finish: attention::solution::online_softmax::finish,
};

#[test]
fn random_scores_change_it_as_often_as_theory_says() {
    for row in rows(ONLINE) {
        // New maxima are independent of each other, the i-th with probability 1/i and so variance (1/i)(1 − 1/i).
        let variance: f64 = (2..=row.length).map(|i| 1.0 / i as f64).map(|p| p * (1.0 - p)).sum();
        let margin = 4.0 * (variance / SEQUENCES as f64).sqrt();
        assert!((row.random - predicted(row.length)).abs() <= margin, "{row:?} ± {margin:.2}");
    }
}

#[test]
fn theory_predicts_6_51_for_1024_scores() {
    assert_eq!(predicted(1), 0.0);
    assert!((predicted(1024) - 6.51).abs() < 0.005, "{}", predicted(1024));
}

#[test]
fn ascending_scores_change_it_every_time() {
    assert!(rows(ONLINE).iter().all(|row| row.ascending == row.length - 1));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(ONLINE).overlapping_labels(), []);
}
