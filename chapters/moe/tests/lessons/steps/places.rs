use moe::Switch;
use moe::lesson::queues;
use moe::lesson::steps::places::*;
use moe::solution::switch;

#[test]
fn the_steps_are_those_of_the_router() {
    let switch = Switch { capacity: switch::capacity, route: switch::route };
    let figure = places(switch, queues::six_tokens().view(), 1.0);
    println!("{}", figure.description());
    assert_eq!(figure.overlapping_labels(), []);
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 6);
    assert!(figure.description().contains("which is full: it is dropped"));
    // Every token was placed or turned away, and nobody has a place that there is not.
    let routed = switch::route(queues::six_tokens().view(), 2);
    let kept = routed.iter().filter(|routed| routed.slot.is_some()).count();
    assert_eq!(figure.description().matches("gets its place").count(), kept);
}
