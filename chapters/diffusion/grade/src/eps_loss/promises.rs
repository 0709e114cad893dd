//! What the stub of `eps_loss` promises.

use judge::{Layout, Promise};

use super::Input;
use crate::q_sample::cases::LEVEL;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let levels = "ᾱ lies between 0 and 1, both included";
    let within = "numbers in `x0` and `noise` within ±1000";
    let views = "The three views may be transposed or strided";
    vec![
        Promise::sizes("n, d and T are at least 1", 1, |input| input.batch.sizes().to_vec()),
        Promise::edge("each from 0 to T − 1, one for each row", |input| {
            let (steps, last) = (&input.batch.steps, input.batch.abar.values.len() - 1);
            last > 0 && steps.contains(&0) && steps.contains(&last)
        }),
        Promise::range(levels, 0.0..=1.0, |input| {
            input.batch.steps.iter().map(|&step| input.batch.abar.values[step]).collect()
        }),
        Promise::range(within, -LEVEL..=LEVEL, |input| input.batch.x0.double().into_iter().collect()),
        Promise::range(within, -LEVEL..=LEVEL, |input| input.batch.noise.double().into_iter().collect()),
        Promise::layouts(views, |input| vec![input.batch.x0.layout, input.batch.noise.layout]),
        Promise::edge(views, |input| input.batch.abar.layout == Layout::Strided),
    ]
}
