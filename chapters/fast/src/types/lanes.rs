//! Numbers that count what is done to them.

use std::cell::Cell;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A number, as an answer sees it: an f32, or one that counts what is done to it, [`Counted`].
///
/// What stands here is what a vector register can do to all its numbers at once. Nothing compares, nothing is looked up, and
/// nothing becomes an integer.
// ANCHOR: number
pub trait Number:
    Copy
    + Default
    + std::fmt::Debug
    + std::iter::Sum
    + std::ops::Neg<Output = Self>
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
    + std::ops::AddAssign
    + std::ops::SubAssign
    + std::ops::MulAssign
    + std::ops::DivAssign
{
    /// A constant. That is no operation; all others are one each.
    fn of(value: f32) -> Self;

    /// The nearest whole number, of two as near the even one; for numbers
    /// up to 2²² in size.
    #[must_use]
    fn round(self) -> Self;

    /// The largest whole number that is not above; for numbers up to 2²²
    /// in size.
    #[must_use]
    fn floor(self) -> Self;

    /// 2ⁿ for a whole number n between −126 and 127: n goes to the bits of
    /// the exponent. Below −126 it is 0, above 127 ∞.
    #[must_use]
    fn pow2(self) -> Self;
}
// ANCHOR_END: number

/// Added and taken away again, it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f32 = 12_582_912.0;

impl Number for f32 {
    #[inline]
    fn of(value: f32) -> f32 {
        value
    }

    #[inline]
    fn round(self) -> f32 {
        (self + ROUND) - ROUND
    }

    #[inline]
    fn floor(self) -> f32 {
        let near = Number::round(self);
        if near > self { near - 1.0 } else { near }
    }

    #[inline]
    fn pow2(self) -> f32 {
        // The exponent of an f32 begins at bit 23, and 127 there is 2⁰. All of what stands above the lowest nine bits is shifted out.
        f32::from_bits((self.clamp(-127.0, 128.0) + (ROUND + 127.0)).to_bits() << 23)
    }
}

thread_local! {
    /// The operations that were done on counted numbers in this thread.
    static OPERATIONS: Cell<usize> = const { Cell::new(0) };
}

/// An f32 that counts the operations on numbers like it, and knows the longest chain of operations that had to be done one after the
/// other before it was there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    value: f32,
    chain: usize,
}

impl Counted {
    /// The number.
    pub fn value(self) -> f32 {
        self.value
    }

    /// How many operations the longest chain has that it waited for; 0 for what comes in, and for constants.
    pub fn chain(self) -> usize {
        self.chain
    }

    /// What something computes, and the operations on counted numbers that this takes.
    pub fn counting<R>(work: impl FnOnce() -> R) -> (R, usize) {
        let before = OPERATIONS.get();
        let result = work();
        (result, OPERATIONS.get().wrapping_sub(before))
    }

    /// What an operation on some numbers makes.
    fn made(value: f32, of: &[Counted]) -> Counted {
        OPERATIONS.set(OPERATIONS.get().wrapping_add(1));
        Counted { value, chain: 1 + of.iter().map(|number| number.chain).max().unwrap_or(0) }
    }
}

impl Number for Counted {
    fn of(value: f32) -> Counted {
        Counted { value, chain: 0 }
    }

    fn round(self) -> Counted {
        Counted::made(Number::round(self.value), &[self])
    }

    fn floor(self) -> Counted {
        Counted::made(Number::floor(self.value), &[self])
    }

    fn pow2(self) -> Counted {
        Counted::made(self.value.pow2(), &[self])
    }
}

impl Neg for Counted {
    type Output = Counted;
    fn neg(self) -> Counted {
        Counted::made(-self.value, &[self])
    }
}

macro_rules! counted {
    ($($operator:ident $operate:ident $assign:ident $assigned:ident),*) => {$(
        impl $operator for Counted {
            type Output = Counted;
            fn $operate(self, other: Counted) -> Counted {
                Counted::made(self.value.$operate(other.value), &[self, other])
            }
        }
        impl $assign for Counted {
            fn $assigned(&mut self, other: Counted) {
                *self = self.$operate(other);
            }
        }
    )*};
}
counted!(Add add AddAssign add_assign, Sub sub SubAssign sub_assign, Mul mul MulAssign mul_assign, Div div DivAssign div_assign);

impl Sum for Counted {
    fn sum<I: Iterator<Item = Counted>>(numbers: I) -> Counted {
        numbers.fold(Counted::default(), Add::add)
    }
}

/// How many operations an answer to `exp` may do for a number.
pub const EXP_OPERATIONS: usize = 24;
/// How far an answer to `exp` may be from e^x, divided by e^x.
pub const EXP_ERROR: f64 = 3.2e-7;

/// How long a chain of operations an answer to `lanes` may make of so many numbers.
pub fn longest_chain(numbers: usize) -> usize {
    numbers / 8 + 64
}

/// An answer to `exp`: e^x of a number.
#[derive(Clone, Copy)]
pub struct Exp {
    /// For a number that is only that.
    pub floats: fn(f32) -> f32,
    /// For a number that counts.
    pub counted: fn(Counted) -> Counted,
    /// For many numbers, each in its place: one loop, in which a compiler can put them side by side.
    pub many: fn(&mut [f32]),
}

/// An answer to `lanes`: the sum of numbers.
#[derive(Clone, Copy)]
pub struct Lanes {
    /// For numbers that are only that.
    pub floats: fn(&[f32]) -> f32,
    /// For numbers that count.
    pub counted: fn(&[Counted]) -> Counted,
}
