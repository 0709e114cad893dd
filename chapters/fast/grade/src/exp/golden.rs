//! What is known of `exp` from elsewhere.

use fast::{Counted, EXP_ERROR, EXP_OPERATIONS, Number};
use judge::{Golden, mistaken};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, exact};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        decimal_expansions,
        what_mistakes_make_of_ten,
        powers_of_two_by_their_bits,
        twenty_operations
    ]
}

fn of(knobs: Knobs, x: f32) -> f64 {
    f64::from(knobs.run(&Input { x: vec![x] }).out[0])
}

/// e: OEIS A001113; 1/e: A068985; √e: A019774; e^10, e^88 and e^−87 with 60 digits by Python's `decimal`, `Decimal(88).exp()`. All x are exact in an f32.
fn decimal_expansions() {
    for (x, known) in [
        (1.0, "2.71828182845904523536"),
        (-1.0, "0.367879441171442321595"),
        (0.5, "1.648721270700128146848"),
        (10.0, "22026.465794806716516957"),
        (88.0, "1.651636254994001855528e38"),
        (-87.0, "1.645811431082273651166e-38"),
        (0.0, "1"),
    ] {
        let known: f64 = known.parse().expect("a number");
        assert!((exact(x) / known - 1.0).abs() < 1e-15, "{x}");
        let error = (of(Knobs::default(), x) / known - 1.0).abs();
        assert!(error < EXP_ERROR, "{x}: {error}");
    }
}

/// By hand: 10 = 14 ln 2 + 0.2959…, and 10 log₂ e = 14.4269….
fn what_mistakes_make_of_ten() {
    let is = |id, wanted: f64| {
        let got = of(mistaken(mistakes(), id), 10.0);
        assert!((got / wanted - 1.0).abs() < 1e-3, "{id}: {got}, {wanted}");
    };
    let e_to_10 = 22_026.465_794_8;
    is("exponent_high", 2.0 * e_to_10);
    is("exponent_low", e_to_10 / 2.0);
    is("not_scaled", e_to_10 / 16_384.0);
    is("times_n", 14.0 * e_to_10 / 16_384.0);
    is("base_two", 1024.0);
    is("base_mixed", 1024.0);
    is("fraction_of_base_two", 16_384.0 * 0.426_950_408_9_f64.exp());
    is("not_rounded", 16_384.0);
    // 1 + 10 + 50 + 166.7 + 416.7 + 833.3 + 1388.9
    is("no_reduction", 2866.556);
    is("rest_turned", 16_384.0 * (-0.295_939_472_f64).exp());
}

/// IEEE 754: the exponent of a 32-bit float has eight bits with a bias of 127.
fn powers_of_two_by_their_bits() {
    for n in -126..=127 {
        assert_eq!((n as f32).pow2(), f32::from_bits(((n + 127) as u32) << 23), "{n}");
        assert_eq!(f64::from((n as f32).pow2()), 2_f64.powi(n), "{n}");
    }
    assert_eq!([-127.0, -1e6, 128.0, 1e6].map(Number::pow2), [0.0, 0.0, f32::INFINITY, f32::INFINITY]);
    assert_eq!(
        [0.5, 1.5, 2.5, -0.5, -2.6, 126.7].map(<f32 as Number>::round),
        [0.0, 2.0, 2.0, 0.0, -3.0, 127.0]
    );
    assert_eq!([0.5, -0.5, 3.0, -3.0, -126.1].map(<f32 as Number>::floor), [0.0, -1.0, 3.0, -3.0, -127.0]);
}

/// By hand: two for n, four for r, twice six for the polynomial, and two for 2ⁿ. They wait for each other, all but one of those for 2ⁿ.
fn twenty_operations() {
    let input = Input { x: vec![3.0] };
    assert_eq!(Knobs::default().run(&input).operations, [20]);
    assert!(mistaken(mistakes(), "more_than_horner").run(&input).operations[0] > EXP_OPERATIONS);
    let (chain, operations) = Counted::counting(|| fast::solution::exp::exp(Counted::of(3.0)).chain());
    assert_eq!((chain, operations), (18, 20));
}
