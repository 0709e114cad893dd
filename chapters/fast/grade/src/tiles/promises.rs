//! What the stub of `tiles` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let ranges = "m and n are from 1 to 4096, k is from 1 to 2²⁰, and `numbers` from 3 to 2⁴⁰";
    vec![
        Promise::said("Each size is at least 1, and no larger than that of the matrix"),
        Promise::range(ranges, 1.0..=4096.0, |input| vec![input.sizes[0] as f64]),
        Promise::range(ranges, 1.0..=4096.0, |input| vec![input.sizes[2] as f64]),
        Promise::range(ranges, 1.0..=(1_u64 << 20) as f64, |input| vec![input.sizes[1] as f64]),
        Promise::edge(ranges, |input| input.numbers == 3),
        Promise::edge(ranges, |input| input.numbers == 1 << 40),
        Promise::always(ranges, |input| (3..=1 << 40).contains(&input.numbers)),
    ]
}
