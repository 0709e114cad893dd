//! What the stub of `lanes` promises.

use judge::Promise;

use super::Input;
use super::cases::{LARGEST, MOST};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let largest = f64::from(LARGEST);
    vec![
        Promise::range("n may be from 0 to 4,096", 0.0..=MOST as f64, |input: &Input| {
            vec![input.numbers.len() as f64]
        }),
        Promise::edge("need not be a multiple of anything", |input| input.numbers.len() % 2 == 1),
        Promise::range("The numbers lie within ±10³⁰", -largest..=largest, |input| {
            input.numbers.iter().map(|&x| f64::from(x)).collect()
        }),
        Promise::edge("some may be 0", |input| {
            input.numbers.iter().any(|x| *x == 0.0 && x.is_sign_positive())
        }),
        Promise::edge("or −0.0", |input| input.numbers.iter().any(|x| *x == 0.0 && x.is_sign_negative())),
        Promise::edge("0 if there are none", |input| input.numbers.is_empty()),
        Promise::said("The longest may have at most ⌊n / 8⌋ + 64 operations"),
        Promise::said("A chain of k additions costs at most k roundings"),
        Promise::said(
            "differ from the exact sum by at most (⌊n / 8⌋ + 64) · 2⁻²⁴ times the sum of the sizes",
        ),
    ]
}
