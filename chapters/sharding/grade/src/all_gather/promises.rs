//! What the stub of `all_gather` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::range("between 1 and 9 ranks", 1.0..=9.0, |input| vec![input.sizes().0.len() as f64]),
        Promise::range("shards of 0 to 300 values", 0.0..=300.0, |input: &Input| {
            input.sizes().0.iter().map(|&size| size as f64).collect()
        }),
        Promise::edge("not all of one length", |input| {
            let sizes = input.sizes().0;
            sizes.iter().any(|&size| size != sizes[0])
        }),
        Promise::said(
            "It sends at most the whole less one shard: whoever collects all at one rank sends more",
        ),
        Promise::edge("Values may be of any type that travels", |input| matches!(input, Input::Integers(_))),
    ]
}
