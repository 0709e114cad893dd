//! What the stub of `checkpointing` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let layers = "There are 1 to 64 layers, and `every` is at least 1; it may be more than there are layers";
    vec![
        Promise::edge("`every` layers are a segment, and the last one may be shorter", |input| {
            input.layers() > input.every && !input.layers().is_multiple_of(input.every)
        }),
        Promise::said(
            "At no time are more activations held than there are segments, plus the layers of one segment, plus one",
        ),
        Promise::said("`forward` is called at most twice for each layer"),
        Promise::range(layers, 1.0..=64.0, |input| vec![input.layers() as f64]),
        Promise::edge(layers, |input| input.every == 1 && input.layers() > 1),
        Promise::edge(layers, |input| input.every > input.layers() && input.layers() > 1),
        Promise::edge("A layer draws the same random numbers when it is computed again", |input| {
            input.dropout.iter().any(|&p| p > 0.0)
        }),
    ]
}
