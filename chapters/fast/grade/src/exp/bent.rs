//! The solution of `exp` with knobs.

use std::f32::consts::{LN_2, LOG2_E};

use fast::Number;

use super::{Input, Powers};

/// How n is found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Whole {
    #[default]
    Nearest,
    Below,
    NotRounded,
    /// x is rounded, and not x / ln 2.
    OfX,
    /// x times ln 2 is rounded.
    TimesLn2,
    /// There is none.
    Zero,
}

/// How r is found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Left {
    #[default]
    HighThenLow,
    OnePart,
    /// The products are added first.
    Joined,
    LowAdded,
    LowLeftOut,
    /// What the rounding of x / ln 2 took away, times ln 2.
    OfTheQuotient,
    /// The same, without ln 2.
    OfBaseTwo,
    /// x − n
    NoLn2,
    /// (x − n) ln 2
    TimesLn2,
    /// n ln 2 − x
    Turned,
}

/// How the polynomial is evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Polynomial {
    #[default]
    Horner,
    /// Each power of r by itself.
    Powers,
    /// 1 / k in place of 1 / k!
    Reciprocals,
    /// From the other end.
    WrongEnd,
    /// e^(x / 256), squared eight times.
    Squared,
}

/// What the polynomial is multiplied by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Scale {
    #[default]
    PowerOfTwo,
    Twice,
    Half,
    Nothing,
    ByN,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Knobs {
    pub(super) whole: Whole,
    pub(super) left: Left,
    pub(super) degree: usize,
    pub(super) polynomial: Polynomial,
    pub(super) scale: Scale,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            whole: Whole::Nearest,
            left: Left::HighThenLow,
            degree: 6,
            polynomial: Polynomial::Horner,
            scale: Scale::PowerOfTwo,
        }
    }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Powers {
        input.powers(|x| self.exp(x), |x| self.exp(x))
    }

    fn exp<T: Number>(&self, x: T) -> T {
        let of = T::of;
        if self.polynomial == Polynomial::Squared {
            let small = self.of_the_rest(x * of(1.0 / 256.0));
            return (0..8).fold(small, |power, _| power * power);
        }
        let quotient = x * of(LOG2_E);
        let n = match self.whole {
            Whole::Nearest => quotient.round(),
            Whole::Below => quotient.floor(),
            Whole::NotRounded => quotient,
            Whole::OfX => x.round(),
            Whole::TimesLn2 => (x * of(LN_2)).round(),
            Whole::Zero => of(0.0),
        };
        let (high, low) = (of(355.0 / 512.0), of(-2.121_944_4e-4));
        let r = match self.left {
            Left::HighThenLow => x - n * high - n * low,
            Left::OnePart => x - n * of(LN_2),
            Left::Joined => x - (n * high + n * low),
            Left::LowAdded => x - n * high + n * low,
            Left::LowLeftOut => x - n * high,
            Left::OfTheQuotient => (quotient - n) * of(LN_2),
            Left::OfBaseTwo => quotient - n,
            Left::NoLn2 => x - n,
            Left::TimesLn2 => (x - n) * of(LN_2),
            Left::Turned => n * high - x + n * low,
        };
        let sum = self.of_the_rest(r);
        match self.scale {
            Scale::PowerOfTwo => sum * n.pow2(),
            Scale::Twice => sum * (n + of(1.0)).pow2(),
            Scale::Half => sum * (n - of(1.0)).pow2(),
            Scale::Nothing => sum,
            Scale::ByN => sum * n,
        }
    }

    /// The polynomial at r.
    fn of_the_rest<T: Number>(&self, r: T) -> T {
        let divisors = (0..=self.degree).map(|k| match self.polynomial {
            Polynomial::Reciprocals => k.max(1) as f32,
            _ => (1..=k).product::<usize>() as f32,
        });
        let coefficients: Vec<T> = divisors.map(|divisor| T::of(1.0 / divisor)).collect();
        let horner = |sum: T, &coefficient: &T| sum * r + coefficient;
        match self.polynomial {
            Polynomial::Powers => {
                let term = |k: usize| (1..k).fold(r, |power, _| power * r) * coefficients[k];
                (1..=self.degree).fold(coefficients[0], |sum, k| sum + term(k))
            }
            Polynomial::WrongEnd => coefficients[1..].iter().fold(coefficients[0], horner),
            _ => {
                let (first, others) = coefficients.split_last().expect("there is one for r⁰");
                others.iter().rev().fold(*first, horner)
            }
        }
    }
}
