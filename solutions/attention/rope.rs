//! attention/rope: a vector turned by its position, so that scores know distances.

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
    let mut output = x.to_owned();
    for (mut row, &position) in output.rows_mut().into_iter().zip(positions) {
        for m in 0..rotated / 2 {
            let (first, second) = match pairing {
                Pairing::Interleaved => (2 * m, 2 * m + 1),
                Pairing::Half => (m, m + rotated / 2),
            };
            let angle = position as f32 * base.powf(-((2 * m) as f32) / rotated as f32);
            let (a, b) = (row[first], row[second]);
            row[first] = a * angle.cos() - b * angle.sin();
            row[second] = a * angle.sin() + b * angle.cos();
        }
    }
    output
}
