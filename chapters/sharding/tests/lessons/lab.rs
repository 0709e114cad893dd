use sharding::lesson::lab::*;
use sharding::lesson::rings::Link;
use sharding::lesson::rings::ring;

#[test]
fn the_figures_are_finished() {
    for figure in [ways_figure(), apart_figure(), quorum_figure()] {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}

#[test]
fn a_link_gives_the_times_that_it_comes_from() {
    let link = Link { start: 3e-6, bandwidth: 2e9 };
    let times = [4.0, 1e6, 1e8].map(|bytes| [bytes, ring(link, 4, bytes)]);
    let found = calibrated(&times, 4).expect("a link");
    assert!(
        (found.start / link.start - 1.0).abs() < 1e-2
            && (found.bandwidth / link.bandwidth - 1.0).abs() < 1e-2
    );
}

/// The bytes of all ranks are those of the formulas, in whole numbers.
#[test]
fn no_byte_is_missing() {
    for row in rows("ways").iter().skip(1) {
        assert_eq!(row["sent"], row["formula"], "{}", name(row, "way"));
    }
}
