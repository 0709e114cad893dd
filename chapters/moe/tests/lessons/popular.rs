use moe::Base;
use moe::lesson::popular::*;
use moe::solution::base;

const BASE: Base = Base { assign: base::assign, combine: base::combine };

#[test]
fn the_assignment_does_not_change_and_the_others_get_worse() {
    let rows = rows(BASE);
    let first = rows[0];
    for row in &rows {
        assert!((row.assigned.affinity - first.assigned.affinity).abs() < 1e-9, "{row:?}");
        assert_eq!((row.assigned.load, row.greedy.load), (1.0, 1.0), "{row:?}");
        assert!(row.greedy.affinity < row.assigned.affinity, "{row:?}");
    }
    let last = rows[rows.len() - 1];
    assert!(first.favourite.affinity > first.assigned.affinity, "{first:?}");
    assert!(last.favourite.affinity < 0.3 && last.favourite.load > 5.0, "{last:?}");
    assert!(last.greedy.affinity < first.greedy.affinity - 0.03, "{last:?}");
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(BASE);
    assert_eq!(figure.overlapping_labels(), []);
}
