use moe::answers::REINFORCE;
use moe::lesson::baselines::*;

#[test]
fn two_actions_are_those_of_the_fact_sheet() {
    let two = two();
    assert!((two.variance(REINFORCE, 0.0) - 0.118_459).abs() < 1e-5);
    assert!((two.variance(REINFORCE, two.expected()) - 0.018_044).abs() < 1e-5);
    // p_1 loss_0 + p_0 loss_1: both samples are then the exact gradient.
    assert!((two.best(REINFORCE) - 0.502_033).abs() < 1e-5);
    assert!(two.variance(REINFORCE, two.best(REINFORCE)) < 1e-9);
}

#[test]
fn the_best_baseline_is_the_lowest_point() {
    let four = four();
    let best = four.best(REINFORCE);
    for off in [-0.05, 0.05] {
        assert!(four.variance(REINFORCE, best) < four.variance(REINFORCE, best + off));
    }
    assert!((best - four.expected()).abs() > 0.05);
}

#[test]
fn a_baseline_that_knows_its_sample_halves_the_estimate_of_a_pair() {
    let [others, both] = two().pairs(REINFORCE);
    assert!((others - 1.0).abs() < 1e-5 && (both - 0.5).abs() < 1e-5, "{others} {both}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(REINFORCE).overlapping_labels(), []);
}
