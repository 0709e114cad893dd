//! attention/rope_2d: two positions in one vector, the row and the column of a patch.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/rope_2d
//! Stuck?     cargo run -- hint attention/rope_2d

use ndarray::{Array2, ArrayView2};

/// Rotary position embedding on a grid, in the channel order of Pixtral's code.
///
/// Shapes: `x` (rows · columns, d), which may be transposed or strided, and `grid` = (rows, columns) give the shape of `x`. The
/// patches come row by row: patch t is in row t / columns and column t % columns, both counted from 0. d is a multiple of 4,
/// each side of the grid is between 1 and 64, and `base` is between 10 and 1,000,000.
///
/// There are d/2 frequencies f_m = base^(−2m / d). Channels 2p and 2p + 1 are pair p, and there are d/2 pairs. The first d/4
/// pairs are turned by the row, with the even frequencies: pair p by row · f_{2p}. The other d/4 are turned by the column, with
/// the odd ones: pair d/4 + p by column · f_{2p + 1}. To turn a pair (a, b) by α
/// makes it (a cos α − b sin α, a sin α + b cos α); angles are in radians.
pub fn rope_2d(x: ArrayView2<'_, f32>, grid: (usize, usize), base: f32) -> Array2<f32> {
    todo!("write `rope_2d`")
}
