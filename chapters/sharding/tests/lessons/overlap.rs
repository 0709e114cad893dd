use sharding::Buckets;
use sharding::lesson::overlap::*;
use sharding::solution::buckets::{initial, rebuilt};

const ANSWER: Buckets = Buckets { rebuilt, initial };

#[test]
fn neither_one_bucket_nor_many_are_best() {
    let step = two_hundred(20.0, 150.0);
    let [one, some, many] = [200, 25, 1].map(|size| time(ANSWER, step, size * MIB));
    println!("{one} {some} {many}");
    assert!(some < one && some < many);
    let least = step.gradients as f64 * step.backward;
    assert!(some > least);
}

#[test]
fn the_figures_are_finished() {
    println!("{}\n{}", play().figure().description(), timeline(ANSWER).description());
    assert_eq!(play().figure().overlapping_labels(), []);
    assert_eq!(timeline(ANSWER).overlapping_labels(), []);
}
