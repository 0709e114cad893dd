//! What the stub of `ssd` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let start = "it may be anything at the start";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::range("`a` · dt lies between −20 and 0", -20.0..=0.0, |input| {
            input.dt.values.iter().map(|&dt| f64::from(dt) * f64::from(input.a)).collect()
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            vec![input.x.layout, input.dt.layout, input.b.layout, input.c.layout]
        }),
        Promise::said(
            "It reads the state at most once and writes it at most once, however many tokens there are",
        ),
        Promise::said("the sum of the steps dt up to t, the own one included"),
        Promise::said("faded by the tokens of the chunk up to t"),
        Promise::edge(start, |input| input.start.iter().all(|&x| x == 0.0)),
        Promise::edge(start, |input| input.start.iter().any(|&x| x > 900.0)),
    ]
}
