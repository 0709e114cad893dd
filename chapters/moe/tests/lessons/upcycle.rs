use moe::Upcycle;
use moe::lesson::upcycle::*;
use moe::solution::upcycle as solution;

const UPCYCLE: Upcycle =
    Upcycle { experts: solution::experts, gates: solution::gates, forward: solution::forward };

#[test]
fn normalised_gates_keep_the_dense_layer_and_hide_the_router() {
    let start = start();
    let kept = solution::gates(start.logits.view(), 2);
    assert!(distance(UPCYCLE, &start, &kept) < 1e-6);
    let cut = cut(UPCYCLE, &start.logits, 2);
    assert!(distance(UPCYCLE, &start, &cut) > 0.3);
    assert!(slope(UPCYCLE, &start, 2, true) < 1e-3);
    assert!(slope(UPCYCLE, &start, 2, false) > 0.5);
}
