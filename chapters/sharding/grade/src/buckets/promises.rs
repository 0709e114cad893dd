//! What the stub of `buckets` promises.

use judge::Promise;

use super::{Asked, Input, reference};

fn sums(input: &Input) -> Vec<u64> {
    let sum = |bucket: &Vec<usize>| bucket.iter().map(|&index| input.bytes[index]).sum();
    reference(input).map_or_else(|_| vec![], |buckets| buckets.iter().map(sum).collect())
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let limits = "There are 1 to 3 limits, each at least 1";
    let bytes = "Gradients may have no bytes, and up to 2⁴⁰";
    vec![
        Promise::edge("the limit is what triggers that, and no cap", |input| {
            sums(input).iter().any(|sum| sum > input.limits.last().expect("a limit"))
        }),
        Promise::edge("A bucket that has reached its limit, in bytes, is closed", |input| {
            sums(input).contains(input.limits.last().expect("a limit"))
        }),
        Promise::range(limits, 1.0..=3.0, |input| vec![input.limits.len() as f64]),
        Promise::always(limits, |input| input.limits.iter().all(|&limit| limit >= 1)),
        Promise::range(bytes, 0.0..=(1_u64 << 40) as f64, |input| {
            input.bytes.iter().map(|&bytes| bytes as f64).collect()
        }),
        Promise::edge("There may be no gradient at all", |input| {
            input.bytes.is_empty() && input.asked == Asked::Rebuilt
        }),
        Promise::edge("There may be no gradient at all", |input| {
            input.bytes.is_empty() && input.asked == Asked::Initial
        }),
        Promise::always("Every gradient is once in `order`", |input| {
            let mut order = input.order.clone();
            order.sort_unstable();
            order.into_iter().eq(0..input.bytes.len())
        }),
    ]
}
