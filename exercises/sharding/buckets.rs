//! sharding/buckets: which gradients travel together.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/buckets
//! Stuck?     cargo run -- hint sharding/buckets

use sharding::{Dtype, Gradient};

/// The buckets once it is known in which `order` gradients become ready: each is a list of gradients, by their index in `gradients`.
///
/// Gradients come in that order, and each goes into the open bucket of its dtype. A bucket that has reached its limit, in bytes, is closed:
/// the limit is what triggers that, and no cap. For each dtype the first bucket has the first of the `limits`, the next one the next, and
/// where there are no more, the last one stays.
///
/// Buckets are launched in the order in which they are closed. At the end those that are still open are closed, the one first that was
/// begun first. No bucket is empty.
///
/// There are 1 to 3 limits, each at least 1. Gradients may have no bytes, and up to 2⁴⁰. There may be no gradient at all. Every gradient is
/// once in `order`.
pub fn rebuilt(gradients: &[Gradient], order: &[usize], limits: &[u64]) -> Vec<Vec<usize>> {
    todo!("write `rebuilt`")
}

/// The buckets before anything is known: they are filled in the order in which the gradients are defined, and launched in the opposite one,
/// since backward passes begin at the end. Of two buckets the one whose first gradient is defined later comes first.
pub fn initial(gradients: &[Gradient], limits: &[u64]) -> Vec<Vec<usize>> {
    todo!("write `initial`")
}
