use sharding::lesson::parcels::*;

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure().overlapping_labels(), []);
    let steps = steps();
    assert_eq!(steps.svg().matches("class=\"frame\"").count(), 6);
    assert_eq!(steps.overlapping_labels(), []);
    assert!((imbalance(8, 0.0) - 1.0).abs() < 1e-12);
}
