//! Right answers to `exp` by another route.

use std::f32::consts::LOG2_E;

use fast::{Exp, Number};
use judge::Alternative;

/// One function, for numbers of both kinds and for many.
macro_rules! same {
    ($exp:ident) => {
        Exp { floats: $exp, counted: $exp, many: |numbers| numbers.iter_mut().for_each(|x| *x = $exp(*x)) }
    };
}

pub(super) fn alternatives() -> Vec<Alternative<Exp>> {
    vec![
        Alternative { name: "a quotient of two cubics", answer: same!(quotient) },
        Alternative { name: "the whole number below, and two terms more", answer: same!(below) },
        Alternative { name: "coefficients for the interval (Cephes)", answer: same!(cephes) },
        Alternative { name: "short chains (Estrin), and ln 2 in three parts", answer: same!(estrin) },
        Alternative { name: "half of what is left, squared", answer: same!(squared) },
    ]
}

/// n, and what is left of x.
fn reduced<T: Number>(x: T) -> (T, T) {
    let n = (x * T::of(LOG2_E)).round();
    (n, (x + n * T::of(-355.0 / 512.0)) + n * T::of(2.121_944_4e-4))
}

/// The diagonal Padé approximant of degree three.
fn quotient<T: Number>(x: T) -> T {
    let (n, r) = reduced(x);
    let square = r * r;
    let even = square * T::of(12.0) + T::of(120.0);
    let odd = r * (square + T::of(60.0));
    n.pow2() * ((even + odd) / (even - odd))
}

fn below<T: Number>(x: T) -> T {
    let n = (T::of(LOG2_E) * x).floor();
    let r = x - n * T::of(355.0 / 512.0) - n * T::of(-2.121_944_4e-4);
    let mut sum = T::of(1.0 / 40320.0);
    for k in (0..8_u16).rev() {
        let factorial: u16 = (1..=k).product();
        sum *= r;
        sum += T::of(1.0 / f32::from(factorial));
    }
    sum * n.pow2()
}

fn cephes<T: Number>(x: T) -> T {
    let (n, r) = reduced(x);
    let mut sum = T::of(1.987_569_2e-4);
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        sum = sum * r + T::of(coefficient);
    }
    (sum * (r * r) + r + T::of(1.0)) * n.pow2()
}

fn estrin<T: Number>(x: T) -> T {
    let of = T::of;
    let n = (x * of(LOG2_E)).round();
    let r = x - n * of(0.6875) - n * of(0.005_645_752) - n * of(1.428_606_8e-6);
    let square = r * r;
    let low = (of(1.0) + r) + square * (of(0.5) + r * of(1.0 / 6.0));
    let high = (of(1.0 / 24.0) + r * of(1.0 / 120.0)) + square * of(1.0 / 720.0);
    (low + square * square * high) * n.pow2()
}

fn squared<T: Number>(x: T) -> T {
    let (n, r) = reduced(x);
    let half = r * T::of(0.5);
    let mut sum = T::of(1.0 / 120.0);
    for divisor in [24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = T::of(1.0 / divisor) + half * sum;
    }
    sum * sum * n.pow2()
}
