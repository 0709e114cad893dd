#[test]
fn the_figure_is_finished() {
    assert_eq!(recurrence::lesson::waves::figure(recurrence::solution::s4d::s4d).overlapping_labels(), []);
}
