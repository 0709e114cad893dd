use moe::answers::DSELECT_K;
use moe::lesson::dead_zone::*;
use ndarray::array;

#[test]
fn near_zero_a_selector_finds_the_best_expert_and_leaves_the_others_nothing() {
    let rows = descend(DSELECT_K, [0.01, -0.01], &[0, 10, 80]);
    assert_eq!(rows[2].weights, array![0.0, 1.0, 0.0, 0.0]);
    assert!(rows[0].entropy > 1.3 && rows[2].entropy.abs() < 1e-5, "{rows:?}");
}

#[test]
fn slopes_are_those_of_the_mixed_loss() {
    let loss = |logits| -> f64 {
        weights(DSELECT_K, GAMMA, logits).iter().zip(LOSSES).map(|(&w, l)| f64::from(w) * f64::from(l)).sum()
    };
    let (at, h) = ([0.2, -0.1], 1e-2);
    let [a, b] = slopes(GAMMA, at);
    assert!((a - (loss([at[0] + h, at[1]]) - loss([at[0] - h, at[1]])) / (2.0 * h)).abs() < 1e-3);
    assert!((b - (loss([at[0], at[1] + h]) - loss([at[0], at[1] - h])) / (2.0 * h)).abs() < 1e-3);
}

#[test]
fn beyond_its_edges_a_selector_stays() {
    let rows = descend(DSELECT_K, [0.6, 0.6], &[0, 400]);
    assert_eq!(rows[0].weights, array![0.0, 0.0, 0.0, 1.0]);
    assert_eq!(rows[0].logits, rows[1].logits);
}

#[test]
fn a_wider_step_reaches_farther_and_takes_longer() {
    let end = |gamma, start, step| -> Row {
        with_width(DSELECT_K, gamma, [start; 2], &[step]).pop().expect("a row")
    };
    let run = |row: &Row| row.weights.iter().filter(|&&weight| weight > 0.0).count();
    // Outside of a narrow step nothing moves; in a wide one the best expert is found.
    assert_eq!(end(1.0, 0.6, STEPS).weights[1], 0.0);
    assert!(end(2.0, 0.6, STEPS).weights[1] > 0.9);
    // And while it is found all experts run.
    assert_eq!((run(&end(1.0, 0.1, 100)), run(&end(3.0, 0.1, 100))), (1, 4));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(DSELECT_K).overlapping_labels(), []);
}
