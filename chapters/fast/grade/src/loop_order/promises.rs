//! What the stub of `loop_order` promises.

use judge::Promise;

use super::{Garbage, Input};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "m, k and n are 0, 1, or larger than `cache.lines`; or all three matrices fit into the cache together";
    let cache = "The cache has at least 6 lines of 4 to 16 numbers";
    let strides = "The shorter strides of the three are all 1 or all 2";
    let longer = "at least `cache.line` where m, k and n are larger than `cache.lines`";
    let gaps = "There may be gaps, and a base may be any";
    vec![
        Promise::edge("C may hold anything before, NaN too", |input| input.garbage == Garbage::NotANumber),
        Promise::said("which lie in one memory"),
        Promise::said("A line is `cache.line` consecutive addresses, from a multiple of `cache.line` on"),
        Promise::said(
            "It passes with at most 1.25 times as many as the best of the six orders of three plain loops",
        ),
        Promise::said("as long as no copy of a matrix is held: at most 2 KiB beside the three"),
        Promise::range(cache, 4.0..=16.0, |input| vec![input.line as f64]),
        Promise::edge(cache, |input| input.lines == 6),
        Promise::always(cache, |input| input.lines >= 6),
        Promise::always(sizes, |input| {
            input.sizes().iter().all(|&size| size < 2 || size > input.lines) || fits(input)
        }),
        Promise::edge(sizes, |input| input.sizes()[0] == 0),
        Promise::edge(sizes, |input| input.sizes()[1] == 0 && input.sizes()[0] > 0),
        Promise::edge(sizes, |input| input.sizes()[2] == 0),
        Promise::edge(sizes, |input| input.sizes()[0] == 1 && input.sizes()[2] > 1),
        Promise::edge(sizes, |input| input.sizes()[1] == 1 && input.sizes()[0] > 1),
        Promise::edge(sizes, |input| input.sizes()[2] == 1 && input.sizes()[0] > 1),
        Promise::edge(sizes, |input| input.sizes().iter().any(|&size| size > 256)),
        Promise::edge(sizes, |input| input.sizes().iter().any(|&size| size == input.lines + 1)),
        Promise::edge(sizes, |input| fits(input) && input.sizes().iter().all(|&size| size > 1)),
        Promise::range(strides, 1.0..=2.0, |input| {
            input.laid.iter().map(|laid| laid.row.min(laid.column) as f64).collect()
        }),
        Promise::always(strides, |input| {
            let shorter = input.laid.map(|laid| laid.row.min(laid.column));
            shorter.iter().all(|&stride| stride == shorter[0])
        }),
        Promise::said("The longer ones are such that no two numbers share an address"),
        Promise::always(longer, |input| {
            let longer = input.laid.map(|laid| laid.row.max(laid.column));
            input.sizes().iter().any(|&size| size <= input.lines)
                || longer.iter().all(|&stride| stride >= input.line)
        }),
        Promise::edge(longer, |input| {
            let large = input.sizes().iter().all(|&size| size > input.lines);
            large && input.laid.iter().any(|laid| laid.row.max(laid.column) < 2 * input.line)
        }),
        Promise::edge(gaps, |input| {
            let [_, k, n] = input.sizes();
            [k, n, n]
                .iter()
                .zip(input.laid)
                .all(|(columns, laid)| laid.column == 1 && laid.row > *columns + 8)
        }),
        Promise::edge(gaps, |input| input.laid.iter().all(|laid| laid.base % input.line > 0)),
        Promise::range("Numbers lie within ±10", -10.0..=10.0, |input| {
            input.a.iter().chain(&input.b).map(|&x| f64::from(x)).collect()
        }),
    ]
}

/// Whether all three matrices have room in the cache.
fn fits(input: &Input) -> bool {
    let [m, k, n] = input.sizes();
    // Each may share a line at either end with something else.
    [m * k, k * n, m * n].iter().map(|count| count.div_ceil(input.line) + 1).sum::<usize>() <= input.lines
}
