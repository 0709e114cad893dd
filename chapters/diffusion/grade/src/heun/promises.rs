//! What the stub of `heun` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::LEVELS;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let only_last = "and only the last one may be 0";
    vec![
        Promise::sizes("n and d are at least 1", 1, |input| {
            vec![input.x.values.nrows(), input.x.values.ncols()]
        }),
        Promise::edge("and m is at least 2", |input| !input.heun && input.sigmas.values.len() == 2),
        Promise::edge("and m is at least 2", |input| input.heun && input.sigmas.values.len() == 2),
        Promise::range("lie within 0.002 and 80", LEVELS[0]..=LEVELS[1], |input| {
            input.sigmas.double().into_iter().filter(|&sigma| sigma > 0.0).collect()
        }),
        Promise::always("Levels fall from step to step", |input| {
            input.sigmas.values.windows(2).into_iter().all(|pair| pair[0] > pair[1])
        }),
        Promise::edge(only_last, |input| input.sigmas.values.iter().any(|&sigma| sigma == 0.0)),
        Promise::edge(only_last, |input| !input.heun && input.sigmas.values.iter().all(|&sigma| sigma > 0.0)),
        Promise::edge("Every other step has one, also the last", |input| {
            input.heun
                && input.sigmas.values.len() > 2
                && input.sigmas.values.iter().all(|&sigma| sigma > 0.0)
        }),
        Promise::edge("A step to 0 has no second slope", |input| {
            input.heun && input.sigmas.values.iter().any(|&sigma| sigma == 0.0)
        }),
        Promise::said("Each row is asked for twice a step at most"),
        Promise::layouts("Both views may be transposed or strided", |input| {
            if input.heun { vec![input.x.layout, input.sigmas.layout] } else { Vec::<Layout>::new() }
        }),
    ]
}
