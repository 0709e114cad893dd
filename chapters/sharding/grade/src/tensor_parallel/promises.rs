//! What the stub of `tensor_parallel` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "All sizes are at least 1, f up to 64, and there are between 1 and 6 ranks";
    vec![
        Promise::edge("There may be more ranks than hidden channels", |input| input.ranks > input.sizes()[2]),
        Promise::range(sizes, 1.0..=64.0, |input| vec![input.sizes()[2] as f64]),
        Promise::range(sizes, 1.0..=6.0, |input| vec![input.ranks as f64]),
        Promise::edge(sizes, |input| input.sizes()[0] == 1),
        Promise::edge(sizes, |input| input.sizes()[1] == 1),
        Promise::said("A rank sends at most what one all-reduce of the outputs on a ring does"),
        Promise::said("A rank sends at most what one all-reduce of the inputs' gradient on a ring does"),
    ]
}
