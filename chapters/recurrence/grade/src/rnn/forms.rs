//! The two functions that all gates need, and forms of them that fail.

use ndarray::NdFloat;

/// The logistic function.
pub(in super::super) fn sigmoid<T: NdFloat>(x: T) -> T {
    T::one() / (T::one() + (-x).exp())
}

/// eˣ / (1 + eˣ): infinity by infinity where eˣ is too large.
pub(in super::super) fn overflowing_sigmoid<T: NdFloat>(x: T) -> T {
    x.exp() / (T::one() + x.exp())
}

/// tanh by exponentials, in one of three ways, of which each gives infinity by infinity on one side or on both.
pub(in super::super) fn overflowing_tanh<T: NdFloat>(x: T, way: u8) -> T {
    let double = x + x;
    match way {
        0 => (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
        1 => (double.exp() - T::one()) / (double.exp() + T::one()),
        _ => (T::one() - (-double).exp()) / (T::one() + (-double).exp()),
    }
}

/// A straight line in place of the logistic function, cut off at 0 and 1: that of Keras, or that of PyTorch.
pub(in super::super) fn hard_sigmoid<T: NdFloat>(x: T, way: u8) -> T {
    let number = |x: f64| T::from(x).expect("a number");
    let slope = if way == 0 { number(0.2) } else { T::one() / number(6.0) };
    (slope * x + number(0.5)).max(T::zero()).min(T::one())
}
