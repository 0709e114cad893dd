use attention::lesson::look::*;
use attention::solution::gqa::gqa;

#[test]
fn one_head_gives_a_mean_and_two_give_both() {
    let looks = ask(gqa);
    let [a, b] = ASKED;
    assert!((looks.one[[0, a]] - looks.one[[0, b]]).abs() < 1e-4, "{looks:?}");
    assert!(looks.one[[0, a]] > 0.48, "{looks:?}");
    assert!(looks.two[[0, a]] > 0.95 && looks.two[[1, b]] > 0.95, "{looks:?}");
    assert!(looks.one_changes < 1e-3, "{looks:?}");
    assert!(looks.two_changes > 1.0, "{looks:?}");
}

#[test]
fn heads_on_the_same_keys_look_where_they_are_asked_to() {
    let asked = [3, 8, 0, 11];
    let weights = on_shared_keys(gqa, &asked);
    let seen: Vec<usize> = weights.rows().into_iter().map(looks_at).collect();
    assert_eq!(seen, asked);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(gqa).overlapping_labels(), []);
}
