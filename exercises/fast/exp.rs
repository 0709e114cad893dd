//! fast/exp: e to the power of x, in twenty additions and multiplications.
//!
//! Judge it:  cargo test -p fast --test exercises -- --exact fast/exp
//! Stuck?     cargo run -- hint fast/exp

use fast::Number;

/// e^x, with nothing but what a vector register can do to all its numbers at once: see `Number`.
///
/// x lies between −87 and 88, where e^x is an f32 with all its digits; it may be 0, −0.0, or so small that e^x rounds to 1. The relative error is to be
/// at most 3.2 · 10⁻⁷, which is 2.7 times the distance from 1 to the next f32, and e⁰ is to be 1 exactly. At most 24 operations are to be done;
/// constants (`T::of`) are none, everything else is one.
#[inline]
pub fn exp<T: Number>(x: T) -> T {
    todo!("write `exp`")
}
