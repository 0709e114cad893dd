//! What the stub of `q_sample` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::LEVEL;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let order = "they are in any order, and may repeat";
    let single = "It is in double precision because 1 − ᾱ can be as small as 10⁻⁹";
    let within = "Numbers in `x0` and `noise` lie within ±1000";
    let views = "The three views may be transposed or strided";
    vec![
        Promise::sizes("n, d and T are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::edge(order, |input| {
            let mut sorted = input.steps.clone();
            sorted.sort_unstable();
            let count = sorted.len();
            sorted.dedup();
            !input.steps.is_sorted() && sorted.len() < count && sorted.len() > 2
        }),
        Promise::always("Steps count from 0", |input| {
            input.steps.iter().all(|&step| step < input.abar.values.len())
        }),
        Promise::range("ᾱ lies between 0 and 1, both included", 0.0..=1.0, |input| {
            input.steps.iter().map(|&step| input.abar.values[step]).collect()
        }),
        Promise::edge(single, |input| input.abar.values.iter().any(|&left| left == 1.0 - 1e-9)),
        Promise::range(within, -LEVEL..=LEVEL, |input| input.x0.double().into_iter().collect()),
        Promise::range(within, -LEVEL..=LEVEL, |input| input.noise.double().into_iter().collect()),
        Promise::layouts(views, |input| vec![input.x0.layout, input.noise.layout]),
        Promise::edge(views, |input| input.abar.layout == Layout::Strided),
    ]
}
