use sharding::Diloco;
use sharding::lesson::seldom::*;
use sharding::solution::diloco::{outer_step, train};

const ANSWER: Diloco = Diloco { outer_step, train };

#[test]
fn momentum_comes_down_faster() {
    let [mean, nesterov] = [MEAN, NESTEROV].map(|outer| course(ANSWER, outer, 4, 10, 24));
    println!("{mean:?}\n{nesterov:?}");
    assert!(nesterov[24] < mean[24] / 3.0);
    assert_eq!(sent(ANSWER, 4, 1), 48 * sent(ANSWER, 4, 48));
}

#[test]
fn the_fixpoint_goes_from_the_best_to_the_mean() {
    let part = |h: f64, every: i32| 1.0 - (1.0 - 0.1 * h).powi(every);
    for every in [1, 8, 64] {
        let known = part(0.2, every) / (part(1.0, every) + part(0.2, every));
        let found = fixpoint(ANSWER, CURVED, every as usize);
        println!("{every} {found} {known}");
        assert!((found - known).abs() < 1e-4);
    }
}

#[test]
fn the_figures_are_finished() {
    for figure in [race(ANSWER), bias(ANSWER), steps()] {
        println!("{}", figure.description());
        assert_eq!(figure.overlapping_labels(), []);
    }
}
