//! What is known of `engram` from elsewhere.

use judge::{Golden, turned};
use moe::NgramHash;
use ndarray::Array2;

use super::bent::{Combine, Knobs, Multipliers, Offsets, Start};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_bent_solution_reproduces_the_example,
        one_multiplier_forgets_the_order,
        a_pad_of_zero_hides_what_stands_before
    ]
}

/// The slots of tokens with multipliers 7, 11, 13 and two heads of 17 rows.
fn slots(bend: fn(&mut Knobs), ids: &[u32]) -> Array2<usize> {
    let hash = NgramHash { multipliers: vec![7, 11, 13], pad: 0, primes: vec![vec![17], vec![17]] };
    turned(bend).slots(ids, &hash)
}

/// The example of the golden test: tokens 5 9 2 9 5 and without offsets (1,1) (8,8) (7,10) (7,7) (13,5).
fn the_bent_solution_reproduces_the_example() {
    let ids = [5, 9, 2, 9, 5];
    let without = slots(|k| k.offsets = Offsets::Nothing, &ids);
    assert_eq!(without.into_raw_vec_and_offset().0, [1, 1, 8, 8, 7, 10, 7, 7, 13, 5]);
    assert_ne!(slots(|_| (), &ids), slots(|k| k.combine = Combine::Sum, &ids));
}

/// With one multiplier for all a bigram and its reverse have one slot; with two they have not.
fn one_multiplier_forgets_the_order() {
    let bigram = |bend: fn(&mut Knobs), ids: [u32; 2]| slots(bend, &ids)[[1, 0]];
    let one: fn(&mut Knobs) = |k| k.multipliers = Multipliers::First;
    assert_eq!(bigram(one, [5, 9]), bigram(one, [9, 5]));
    assert_ne!(bigram(|_| (), [5, 9]), bigram(|_| (), [9, 5]));
}

/// A pad of 0 multiplies to 0: leaving the start out is then right, and padding by the first token is not.
fn a_pad_of_zero_hides_what_stands_before() {
    let ids = [5, 9, 2];
    assert_eq!(slots(|_| (), &ids), slots(|k| k.start = Start::LeftOut, &ids));
    assert_ne!(slots(|_| (), &ids), slots(|k| k.start = Start::First, &ids));
}
