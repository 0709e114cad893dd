//! attention/rope: a vector turned by its position, so that scores know distances.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/rope
//! Stuck?     cargo run -- hint attention/rope

use ::attention::Pairing;
use ndarray::{Array2, ArrayView2};

/// Rotary position embedding: the first `rotated` channels of each row are turned in pairs, the others stay as they are.
///
/// Shapes: `x` (n, d) with at least one row, which may be transposed or strided, and n positions give (n, d). `rotated` is even,
/// at least 2 and at most d; d itself may be odd. Row i is at `positions[i]`; the positions may come in any order, may repeat,
/// and are below 4,096. `base` is between 10 and 1,000,000.
///
/// Pair m, for m from 0 to rotated/2 − 1, is turned by the angle α = position · base^(−2m / rotated), in radians: its channels
/// (a, b) become (a cos α − b sin α, a sin α + b cos α). With `Pairing::Interleaved` pair m is the channels 2m and 2m + 1, with
/// `Pairing::Half` the channels m and m + rotated/2.
pub fn rope(
    x: ArrayView2<'_, f32>,
    positions: &[usize],
    base: f32,
    pairing: Pairing,
    rotated: usize,
) -> Array2<f32> {
    todo!("write `rope`")
}
