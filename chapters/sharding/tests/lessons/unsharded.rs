use sharding::ZeroBytes;
use sharding::lesson::unsharded::*;
use sharding::solution::zero_bytes;

const ANSWER: ZeroBytes =
    ZeroBytes { held: zero_bytes::held, peak: zero_bytes::peak, sent: zero_bytes::sent };

#[test]
fn the_processor_waits_once_where_units_come_early() {
    assert_eq!([ticks(false), ticks(true)], [25, 17]);
}

#[test]
fn rank_1_never_holds_two_units() {
    let figure = layer_by_layer();
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 11);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(timelines().overlapping_labels(), []);
    for billions in [0.5, 7.5, 70.0, 200.0] {
        for memory in [16.0, 64.0, 256.0] {
            let figure = against_ranks(ANSWER, billions, memory);
            assert_eq!(figure.overlapping_labels(), [], "{billions} {memory}");
        }
    }
}
