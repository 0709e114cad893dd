//! attention/msrope: one order of positions for a text and its pictures.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/msrope
//! Stuck?     cargo run -- hint attention/msrope

use ndarray::{Array2, ArrayView2};

/// The positions of a text and its pictures on three axes: frame, height and width.
///
/// The result is (tokens, 3): first a row for each of the `text` tokens, then one for each patch of the pictures, picture after
/// picture, each row by row. `images` holds the (height, width) of each picture in patches, each at least 1.
///
/// - A patch of picture k (counted from 0) has k on the frame axis. On the height axis the h rows of a picture are centred,
///   from −⌈h/2⌉ to ⌊h/2⌋ − 1: four rows are −2, −1, 0, 1, five are −3, −2, −1, 0, 1. So are the columns on the width axis.
/// - Text token t (counted from 0) is at s + t on all three axes, where s is the largest ⌊h/2⌋ or ⌊w/2⌋ of any picture, or 0
///   if there is none.
///
/// There may be no text, or no picture, but there is always a token.
pub fn positions(text: usize, images: &[(usize, usize)]) -> Array2<i64> {
    todo!("write `positions`")
}

/// Rotary position embedding on three axes.
///
/// Shapes: `x` (n, d) with at least one row, which may be transposed or strided, and `positions` (n, 3) give (n, d). The positions
/// are between −1,000 and 1,000; `base` is between 10 and 1,000,000.
///
/// The channels are three blocks, one for each axis, of the widths `axes`: even, at least 2, and d in all. In a block of width w,
/// pair m is the block's channels 2m and 2m + 1, and is turned by α = position on that axis · base^(−2m / w), in radians: its
/// channels (a, b) become (a cos α − b sin α, a sin α + b cos α).
pub fn rotate(
    x: ArrayView2<'_, f32>,
    positions: ArrayView2<'_, i64>,
    axes: [usize; 3],
    base: f32,
) -> Array2<f32> {
    todo!("write `rotate`")
}
