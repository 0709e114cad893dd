//! fast/exp: e to the power of x, in twenty additions and multiplications.

use fast::Number;

/// e^x, with nothing but what a vector register can do to all its numbers at once: see `Number`.
///
/// x lies between −87 and 88, where e^x is an f32 with all its digits; it may be 0, −0.0, or so small that e^x rounds to 1. The relative error is to be
/// at most 3.2 · 10⁻⁷, which is 2.7 times the distance from 1 to the next f32, and e⁰ is to be 1 exactly. At most 24 operations are to be done;
/// constants (`T::of`) are none, everything else is one.
#[inline]
pub fn exp<T: Number>(x: T) -> T {
    // ln 2 = HIGH + LOW. HIGH has nine bits, so that n × HIGH is exact.
    const HIGH: f32 = 355.0 / 512.0;
    const LOW: f32 = -2.121_944_4e-4;
    // x = n ln 2 + r, so e^x = 2ⁿ e^r, and r is at most ln 2 / 2 in size.
    let n = (x * T::of(std::f32::consts::LOG2_E)).round();
    let r = x - n * T::of(HIGH) - n * T::of(LOW);
    let mut sum = T::of(1.0 / 720.0);
    for factorial in [120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * r + T::of(1.0 / factorial);
    }
    sum * n.pow2()
}
