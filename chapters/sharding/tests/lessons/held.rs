use sharding::lesson::held::*;
use sharding::solution::checkpointing::checkpointing;

#[test]
fn segments_give_the_same_gradient_and_hold_less() {
    let (all, asked, _) = pass(everything, &chain(36, 0.0), 1);
    assert_eq!((asked.held, asked.forward), (37, 36));
    let (some, asked, _) = pass(checkpointing, &chain(36, 0.0), 6);
    println!("{asked:?}");
    assert!((&all - &some).iter().all(|x| x.abs() < 1e-15));
    assert!(asked.held <= 13 && asked.forward == 72);
}

#[test]
fn the_figures_are_finished() {
    for figure in [figure(checkpointing), play().figure(), steps()] {
        println!("{}", figure.description());
        assert_eq!(figure.overlapping_labels(), []);
    }
}
