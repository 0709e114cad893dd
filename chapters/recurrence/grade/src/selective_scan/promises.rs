//! What the stub of `selective_scan` promises.

use judge::Promise;

use super::Input;

fn sums(input: &Input) -> Vec<f64> {
    (input.raw.double() + input.bias.double()).into_iter().collect()
}

/// ΔA of all tokens, channels and states.
fn exponents(input: &Input) -> Vec<f64> {
    let steps = (input.raw.double() + input.bias.double()).mapv(|x| x.max(0.0) + (-x.abs()).exp().ln_1p());
    let a = input.a.double();
    let of = |((_, c), &step): ((usize, usize), &f64)| a.row(c).iter().map(|a| a * step).collect::<Vec<_>>();
    steps.indexed_iter().flat_map(of).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let decay = "exp(ΔA) may be 0 or 1 in an f32";
    let ends = "`raw` + `bias` and `z` lie within ±100";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| input.sizes().to_vec()),
        Promise::always("`a` is negative", |input| input.a.values.iter().all(|&a| a < 0.0)),
        Promise::range(ends, -100.0..=100.0, sums),
        Promise::range(ends, -100.0..=100.0, |input| input.z.double().into_iter().collect()),
        Promise::edge(decay, |input| exponents(input).iter().any(|&x| (x as f32).exp() == 0.0)),
        Promise::edge(decay, |input| exponents(input).iter().any(|&x| x < 0.0 && (x as f32).exp() == 1.0)),
        Promise::edge("small steps count, too", |input| {
            sums(input).iter().all(|&x| x < -12.0) && input.u.values.iter().any(|u| u.abs() > 1000.0)
        }),
        Promise::layouts("The views may be transposed or strided", |input| input.layouts().to_vec()),
    ]
}
