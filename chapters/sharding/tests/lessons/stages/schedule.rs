use sharding::lesson::stages::schedule::*;

/// Four stages and six micro-batches, as the steps tell it: stage 0 waits from 4 on until 7, the last stage is done at 15, and 3/6 is idle.
#[test]
fn one_forward_one_backward_is_as_the_steps_tell() {
    let orders: Vec<Vec<Work>> = (0..4).map(|stage| interleaved(stage, 4, 6, 1)).collect();
    let timeline = timeline(&orders, 1, 1.0, 1.0);
    assert_eq!((timeline.end(), timeline.bubble()), (18.0, 0.5));
    assert_eq!([0, 1, 2, 3].map(|stage| peak(&orders[stage])), [4, 3, 2, 1]);
    let first = &timeline.stages[0];
    assert_eq!((first[3].2, first[4].1, first[4].0.forward), (4.0, 7.0, false));
    let last_forward = first.iter().rfind(|(work, ..)| work.forward).unwrap();
    assert!(last_forward.2 <= 12.0);
    assert_eq!(timeline.stages[3].last().unwrap().2, 15.0);
}
