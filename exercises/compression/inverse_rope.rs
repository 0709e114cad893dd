//! compression/inverse_rope: a value that was rotated by where it stood, turned back by where it is read.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/inverse_rope
//! Stuck?     cargo run -- hint compression/inverse_rope

use ndarray::{Array3, ArrayView3};

/// Rotates the last `rotary` channels of every head back by the position of its query; the other channels stay as they are.
///
/// Shapes: `outputs` (n, heads, c) gives the same. Row i stands at position `first` + i. Pair m of the rotated channels, the
/// neighbours 2m and 2m + 1 of them, turns by the angle a = −position · `base`^(−2m / `rotary`), in radians: (x, y) becomes
/// (x cos a − y sin a, x sin a + y cos a).
///
/// `rotary` is even, from 2 to c; c itself may be odd, n and the number of heads are at least 1. Positions are from 0 to 4095, `base` is
/// from 100 to 1000000. The view may be transposed or strided.
pub fn inverse_rope(outputs: ArrayView3<'_, f32>, first: usize, rotary: usize, base: f32) -> Array3<f32> {
    todo!("write `inverse_rope`")
}
