//! What is known of `buckets` from elsewhere.

use judge::{Golden, mistaken, turned};

use super::Input;
use super::bent::Knobs;
use super::cases::{MIB, defined, ready};
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![seven_tensors_of_pytorch, a_size_that_equals_the_limit_closes]
}

fn same(knobs: &Knobs, input: &Input, known: &[&[usize]]) {
    assert_eq!(knobs.run(input).0, known, "{input:?}");
}

/// Seven tensors of 20, 4, 4, 10, 8, 12 and 2 MiB: `_compute_bucket_assignment_by_size`, and the buckets of DDP on two processes with gloo,
/// of PyTorch 2.6, executed. What mistakes make of them follows from the rule by hand.
fn seven_tensors_of_pytorch() {
    let sizes: Vec<u64> = [20, 4, 4, 10, 8, 12, 2].iter().map(|size| size * MIB).collect();
    let order: Vec<usize> = (0..7).rev().collect();
    let rebuilt = |limits: &[u64]| ready(&sizes, &order, limits);
    let right = turned::<Knobs>(|_| ());
    let usual = [MIB, 25 * MIB];
    same(&right, &defined(&sizes, &usual), &[&[5, 6], &[1, 2, 3, 4], &[0]]);
    same(&right, &rebuilt(&usual), &[&[6], &[5, 4, 3], &[2, 1, 0]]);
    same(&right, &rebuilt(&[25 * MIB]), &[&[6, 5, 4, 3], &[2, 1, 0]]);
    same(&right, &rebuilt(&[10 * MIB]), &[&[6, 5], &[4, 3], &[2, 1, 0]]);
    // One bucket of 60 MiB in the first iteration: no limit is reached.
    same(&right, &defined(&sizes, &[1 << 40]), &[&[0, 1, 2, 3, 4, 5, 6]]);
    let of = |id: &str| mistaken(mistakes(), id);
    same(&of("cap"), &rebuilt(&usual), &[&[6], &[5, 4], &[3, 2, 1], &[0]]);
    same(&of("first_limit_for_all"), &rebuilt(&usual), &[&[6], &[5], &[4], &[3], &[2], &[1], &[0]]);
    same(&of("last_limit_for_all"), &rebuilt(&usual), &[&[6, 5, 4, 3], &[2, 1, 0]]);
    // What DDP_SET_LAST_BUCKET_CAP=1 wants: the first-defined gradients in the small bucket.
    same(&of("filled_backwards"), &defined(&sizes, &usual), &[&[6], &[5, 4, 3], &[2, 1, 0]]);
}

/// PyTorch compares with ≥: executed.
fn a_size_that_equals_the_limit_closes() {
    let input = ready(&[5, 5, 5], &[0, 1, 2], &[5, 10]);
    same(&turned(|_| ()), &input, &[&[0], &[1, 2]]);
    same(&mistaken(mistakes(), "above_the_limit"), &input, &[&[0, 1], &[2]]);
}
