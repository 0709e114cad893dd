//! sharding/buckets: which gradients travel together.

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
    let mut closed = Vec::new();
    // Of each dtype: how many were closed, the bytes of the open bucket, and the gradients in it.
    let mut open: Vec<(Dtype, usize, u64, Vec<usize>)> = Vec::new();
    for &index in order {
        let Gradient { bytes, dtype } = gradients[index];
        let at = open.iter().position(|bucket| bucket.0 == dtype).unwrap_or_else(|| {
            open.push((dtype, 0, 0, Vec::new()));
            open.len() - 1
        });
        let (_, count, size, bucket) = &mut open[at];
        bucket.push(index);
        *size += bytes;
        if *size >= limits[(*count).min(limits.len() - 1)] {
            closed.push(std::mem::take(bucket));
            *count += 1;
            *size = 0;
        }
    }
    let begun = |bucket: &Vec<usize>| order.iter().position(|index| index == &bucket[0]);
    let mut rest: Vec<Vec<usize>> = open.into_iter().map(|bucket| bucket.3).collect();
    rest.retain(|bucket| !bucket.is_empty());
    rest.sort_by_key(begun);
    closed.extend(rest);
    closed
}

/// The buckets before anything is known: they are filled in the order in which the gradients are defined, and launched in the opposite one,
/// since backward passes begin at the end. Of two buckets the one whose first gradient is defined later comes first.
pub fn initial(gradients: &[Gradient], limits: &[u64]) -> Vec<Vec<usize>> {
    let order: Vec<usize> = (0..gradients.len()).collect();
    let mut buckets = rebuilt(gradients, &order, limits);
    buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket[0]));
    buckets
}
