//! What the stub of `nsa` promises.

use judge::Promise;

use super::Input;
use super::inputs::GAP;

fn products(input: &Input) -> Vec<f64> {
    let [n, heads, ..] = input.sizes();
    // The longest text has ordinary numbers.
    let rows = if n > 100 { 0..0 } else { 0..n };
    rows.flat_map(|t| (0..heads).flat_map(move |h| input.products(t, h))).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let multiple = "heads is a multiple of groups";
    let fewer = "or all that there are if these are fewer";
    let apart = "No two of these sums are equal where it matters: what is chosen lies at least 10⁻⁵ above what is not";
    let within = "Products query · key / √d lie within ±1000, also those of tokens that a query does not see";
    let larger = "`block`, `chosen` and `window` can be larger than n, up to 2²⁰";
    let nothing = "and zeros where no block is complete";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let [n, heads, groups, width, of_value] = input.sizes();
            vec![n, heads, groups, width, of_value, input.block, input.chosen, input.window]
        }),
        Promise::always(multiple, |input| input.sizes()[1].is_multiple_of(input.sizes()[2])),
        Promise::edge(multiple, |input| input.sizes()[2] > 1 && input.sizes()[1] > input.sizes()[2]),
        Promise::edge(multiple, |input| input.sizes()[2] > 1 && input.sizes()[1] == input.sizes()[2]),
        Promise::edge(fewer, |input| (2..input.chosen).contains(&input.sizes()[0].div_ceil(input.block))),
        Promise::edge(fewer, |input| (2..input.sizes()[0].div_ceil(input.block)).contains(&input.chosen)),
        Promise::always(apart, |input| input.gap() >= GAP),
        Promise::range(larger, 1.0..=f64::from(1 << 20), |input| vec![input.block as f64]),
        Promise::range(larger, 1.0..=f64::from(1 << 20), |input| vec![input.chosen as f64]),
        Promise::range(larger, 1.0..=f64::from(1 << 20), |input| vec![input.window as f64]),
        Promise::edge(nothing, |input| input.block > input.sizes()[0]),
        Promise::range("Gates are from 0 to 1", 0.0..=1.0, |input| {
            input.gates.values.iter().map(|&x| f64::from(x)).collect()
        }),
        Promise::range(within, -1e3..=1e3, products),
        Promise::layouts("The four views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout, input.values.layout, input.gates.layout]
        }),
    ]
}
