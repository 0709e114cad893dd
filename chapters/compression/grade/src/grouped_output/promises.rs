//! What the stub of `grouped_output` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let multiple = "h is a multiple of g";
    vec![
        Promise::always(multiple, |input| {
            let [_, heads, _, groups, ..] = input.sizes();
            heads.is_multiple_of(groups)
        }),
        Promise::edge(multiple, |input| {
            let [_, heads, _, groups, ..] = input.sizes();
            heads == groups && groups > 1
        }),
        Promise::edge(multiple, |input| {
            let [_, heads, _, groups, ..] = input.sizes();
            groups == 1 && heads > 1
        }),
        Promise::sizes("all sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::layouts("The three views may be transposed or strided", |input| {
            vec![input.heads.layout, input.down.layout, input.up.layout]
        }),
    ]
}
