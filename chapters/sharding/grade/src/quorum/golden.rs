//! What is known of `quorum` from elsewhere.

use judge::{Golden, mistaken, turned};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::training::Training;
use super::{Input, Outcome};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![three_steps_by_hand, turns_of_torchft]
}

/// Two ranks with losses ½ w² and ½ (w − 2)², w = 1. Step 1: gradients 1 and −1, whose mean is 0. In step 2 rank 1 is away: g = 1, m = 1, and with a
/// rate of 0.2 / 1.25 w = 0.84. In step 3 it is back and does not count: g = 0.84, m = 0.8 + 0.84 = 1.64, rate 0.2 / 1.5, w = 0.621333. All by hand, and
/// the wrong ones too.
fn three_steps_by_hand() {
    let input = Input::Steps(Training {
        ranks: vec!["###".into(), "#.#".into()],
        weights: vec![1.0],
        curvatures: vec![vec![1.0]; 2],
        centres: vec![vec![0.0], vec![2.0]],
    });
    let is = |knobs: &Knobs, rank: usize, after: usize, known: f64| {
        let Outcome::Steps(ranks) = knobs.run(&input) else { panic!("steps were asked") };
        let found = ranks[rank].0[after].weights[0];
        assert!((found - known).abs() < 1e-6, "{found} is not {known}");
    };
    let right = turned(|_| ());
    is(&right, 0, 0, 1.0);
    is(&right, 0, 1, 0.84);
    is(&right, 0, 2, 0.621_333);
    is(&right, 1, 1, 0.621_333);
    // In step 2, g = ½: m = ½, w = 0.92.
    is(&mistaken(mistakes(), "divided_by_ranks"), 0, 1, 0.92);
    // In step 3, g = 0.42: m = 1.22.
    is(&mistaken(mistakes(), "divided_by_members"), 0, 2, 0.677_333);
    // Rank 1 still has w = 1, so g = (0.84 − 1) / 2 = −0.08: m = 0.72.
    is(&mistaken(mistakes(), "old_gradient_counted"), 0, 2, 0.744);
    // m = 0 + 0.84.
    is(&mistaken(mistakes(), "momentum_not_healed"), 1, 1, 0.728);
    // A rate of 0.2 / 1.25.
    is(&mistaken(mistakes(), "steps_not_healed"), 1, 1, 0.5776);
}

/// meta-pytorch/torchft, src/manager.rs, `compute_quorum_results` for group rank 0: those who are behind, in the order of the members, heal from those
/// who are up to date at i mod their number. Read, not run.
fn turns_of_torchft() {
    let input = Input::Sources { members: vec![0, 1, 2, 3, 4], steps: vec![1, 0, 0, 1, 0] };
    let of = |knobs: &Knobs| match knobs.run(&input) {
        Outcome::Sources(sources) => sources,
        Outcome::Steps(_) => panic!("sources were asked"),
    };
    assert_eq!(of(&turned(|_| ())), [None, Some(0), Some(3), None, Some(0)]);
    assert_eq!(of(&mistaken(mistakes(), "one_serves_all")), [None, Some(0), Some(0), None, Some(0)]);
    assert_eq!(of(&mistaken(mistakes(), "turns_by_place")), [None, Some(3), Some(0), None, Some(0)]);
}
