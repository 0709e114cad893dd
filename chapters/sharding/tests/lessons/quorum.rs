use sharding::FaultTolerant;
use sharding::lesson::quorum::*;
use sharding::solution::quorum::{sources, step};

const ANSWER: FaultTolerant = FaultTolerant { sources, step };

#[test]
fn the_figures_are_finished() {
    let (steps, figure, play) = (steps(ANSWER), figure(ANSWER), play().figure());
    println!("{}\n{}", figure.description(), play.description());
    assert_eq!(steps.svg().matches("class=\"frame\"").count(), 7);
    assert_eq!(steps.overlapping_labels(), []);
    assert_eq!(figure.overlapping_labels(), []);
    assert_eq!(play.overlapping_labels(), []);
    for extreme in [drawn(5000.0, 2.0, 1024.0), drawn(100_000.0, 1.0 / 12.0, 8.0)] {
        assert_eq!(extreme.overlapping_labels(), []);
    }
}

#[test]
fn survivors_train_on_and_the_stale_do_not() {
    let committed: Vec<u64> =
        quorums(&SCHEDULE).iter().map(|quorum| quorum.steps.iter().copied().max().unwrap()).collect();
    assert_eq!(committed, [0, 1, 2, 3, 4, 5, 5]);
    let some = losses(ANSWER, &LONG, &quorums(&LONG));
    assert_eq!(some[0].last(), some[3].last());
}
