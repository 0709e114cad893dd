use moe::lesson::review::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-5
}

#[test]
fn weights_and_losses() {
    let [after, divided, before] = three_ways_to_weigh();
    assert!(close(after[0], 0.731_059) && close(divided[0], 0.731_059) && close(before[0], 0.60946));
    let (blend, competing) = blend_and_competition();
    assert!(close(blend, 0.01) && close(competing, 0.85));
    let (plain, renormalised) = slope_of_one_gate();
    assert!(plain > 0.5 && close(renormalised, 0.0));
    assert!(balance(&[[0.1, 0.0], [0.1, 0.0], [0.0, 3.0]]) < 0.95);
    assert!(close(balance(&[[1.0, 0.0], [0.0, 1.0]]), 1.0));
    // 13 % of 64 tokens on 8 experts, 3.3 % of 1024.
    assert!((dropped(64, 8).0 - 0.13).abs() < 0.01 && (dropped(1024, 8).0 - 0.033).abs() < 0.003);
    let [by_choice, by_token] = places();
    assert_eq!(by_choice, [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0)]);
    assert_eq!(by_token, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)]);
}

#[test]
fn biases_and_hashes() {
    let [right, wrong] = bias_in_weights();
    assert!(right.iter().all(|&w| w > 0.0));
    assert!((right[0] - wrong[0]).abs() > 0.2, "{right:?} {wrong:?}");
    assert_eq!(masked_with_zero(), [0, 2]);
    let (thrown, placed) = hashed_words();
    assert!(thrown > 1.2 && placed < 1.1, "{thrown} {placed}");
}

#[test]
fn assignments() {
    let a = affinities();
    let ((best, most), (found, less)) = (assigned(a.view()), greedy(a.view()));
    assert_eq!((best, found), (vec![1, 1, 0, 0], vec![0, 0, 1, 1]));
    assert!(close(most, 16.4) && close(less, 10.5), "{most} {less}");
    let mut shifted = a.clone();
    shifted.column_mut(1).mapv_inplace(|x| x + 3.0);
    assert_eq!(assigned(shifted.view()).0, assigned(a.view()).0);
    assert_ne!(favourites(shifted.view()), favourites(a.view()));
    let plans = unbalanced_plans();
    assert!(plans > 20 && plans < 180, "{plans}");
    let before = experts_choose(&[[1.0, 0.0], [0.5, 0.0], [0.2, 0.0], [0.0, 0.1]]);
    let after = experts_choose(&[[1.0, 0.0], [0.5, 0.0], [0.2, 0.0], [2.0, 0.1]]);
    assert_eq!((&before[0], &after[0]), (&vec![0, 1], &vec![0, 3]));
}

#[test]
fn gradients_and_dispatch() {
    assert_eq!(smooth_step(0.6), (1.0, 0.0));
    assert!(close(smooth_step(0.2).0, 0.784));
    assert!(close(score_function(0.0).0, 0.188_003) && close(score_function(0.0).1, 0.118_459));
    let with = score_function(expected_loss());
    assert!(close(with.0, 0.188_003) && close(with.1, 0.018_044));
    assert_eq!(put_back(), [vec![20, 30, 10], vec![10, 20, 30]]);
    let (right, wrong) = upcycled();
    assert!(close(right, 2.0) && close(wrong, 1.2));
}
