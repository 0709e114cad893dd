//! What the stub of `mixed_precision` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "There are 1 to 5 replicas and 1 to 300 weights";
    let scale = "The scale is a power of two, and may be as large as 2¹²⁷";
    let odd = "infinite or NaN where that was too much";
    vec![
        Promise::range(sizes, 1.0..=5.0, |input| vec![input.steps[0].len() as f64]),
        Promise::range(sizes, 1.0..=300.0, |input| vec![input.master.len() as f64]),
        Promise::range(scale, 1.0..=2_f64.powi(127), |input| vec![f64::from(input.scale)]),
        Promise::always(scale, |input| {
            [input.scale, input.growth, input.backoff].iter().all(|x| x.log2().fract() == 0.0)
        }),
        Promise::edge("`interval` is at least 1", |input| input.interval == 1),
        Promise::edge(odd, |input| input.steps.iter().flatten().flatten().any(|x| x.is_infinite())),
        Promise::edge(odd, |input| input.steps.iter().flatten().flatten().any(|x| x.is_nan())),
        Promise::edge("if that is finite", |input| {
            input.interval == 1 && !(input.scale * input.growth).is_finite()
        }),
    ]
}
