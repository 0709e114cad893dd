use ndarray::array;
use recurrence::Delta;
use recurrence::lesson::edited::*;
use recurrence::solution;

const RULE: Delta = Delta { unit: solution::delta::unit, delta: solution::delta::delta };

#[test]
fn what_was_written_last_at_a_key_is_read_there() {
    let after = answers(RULE, 3, 1.0);
    let expected = array![[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.8, 0.6]];
    assert!((&after - &expected).iter().all(|x| x.abs() < 1e-6), "{after}");
    // In part, and then more.
    assert!((answers(RULE, 1, 0.5)[[0, 0]] - 0.5).abs() < 1e-6);
    assert_eq!(sums(3).row(0).to_vec(), [1.0, 0.0, 1.0]);
}

#[test]
fn a_key_between_two_disturbs_both() {
    let after = answers(RULE, 4, 1.0);
    let expected = array![[0.0, 0.12, 1.24], [0.0, 1.16, 0.32], [0.0, 1.0, 1.0]];
    assert!((&after - &expected).iter().all(|x| x.abs() < 1e-6), "{after}");
    assert_eq!(figure(RULE).overlapping_labels(), []);
}
