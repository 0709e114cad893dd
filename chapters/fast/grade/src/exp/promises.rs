//! What the stub of `exp` promises.

use judge::Promise;

use super::cases::RANGE;
use super::{Input, exact};

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::range("x lies between −87 and 88", RANGE[0].into()..=RANGE[1].into(), |input: &Input| {
            input.x.iter().map(|&x| f64::from(x)).collect()
        }),
        Promise::edge("it may be 0, −0.0", |input| {
            let zero = |negative: bool| input.x.iter().any(|x| *x == 0.0 && x.is_sign_negative() == negative);
            zero(true) && zero(false)
        }),
        Promise::edge("or so small that e^x rounds to 1", |input| {
            input.x.iter().any(|&x| x != 0.0 && exact(x) as f32 == 1.0)
        }),
        Promise::always("e^x is an f32 with all its digits", |input| {
            input.x.iter().all(|&x| (exact(x) as f32).is_normal())
        }),
        Promise::said("The relative error is to be at most 3.2 · 10⁻⁷"),
        Promise::said("At most 24 operations are to be done"),
    ]
}
