use recurrence::lesson::shots::*;

#[test]
fn the_delta_rule_is_better_than_sums_and_a_gate_hurts_where_nothing_is_stale() {
    let memories = Memories::answers();
    let [linear, gated, delta, gated_delta, softmax] = errors(memories, 16, 16, 16);
    assert!(delta < linear && softmax < 0.1 && gated < linear && gated_delta > 0.0);
    let [linear, gated, delta, gated_delta, _] = errors(memories, 128, 16, 200);
    assert!(linear > 5.0 && gated < linear && delta < gated && delta < gated_delta);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(Memories::answers()).overlapping_labels(), []);
}
