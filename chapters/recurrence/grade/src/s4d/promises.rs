//! What the stub of `s4d` promises.

use judge::{Layout, Promise};

use super::Input;
use super::cases::{FALLS, STEPS, TURN};

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().map(|&x| f64::from(x)).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let strided = "The views may be strided";
    vec![
        Promise::sizes("`a` and `c` have the same length, at least 1", 1, |input| vec![input.a.re.len()]),
        Promise::sizes("`length` may be 0", 0, |input| vec![input.length]),
        Promise::range("The real parts of `a` lie between −32 and −0.5", FALLS[0]..=FALLS[1], |input| {
            wide(&input.a.re)
        }),
        Promise::range("the imaginary parts within ±100", -TURN..=TURN, |input| wide(&input.a.im)),
        Promise::range("the step Δ = `step` is from 0.001 to 0.1", STEPS[0]..=STEPS[1], |input| {
            vec![f64::from(input.step)]
        }),
        Promise::edge(strided, |input| input.a.layout == Layout::Strided),
        Promise::edge(strided, |input| input.c.layout == Layout::Strided),
    ]
}
