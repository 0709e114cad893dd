//! The rotation that exercises after RoPE are given.

use ndarray::{Array2, ArrayView2};

/// RoPE (Su et al., arXiv 2104.09864) of consecutive tokens: `x` (tokens, d) to (tokens, d), where the first row stands at
/// position `first`. Channels 2p and 2p + 1 turn together by position · 10,000^(−2p/d), as in DeepSeek-V3's
/// inference/model.py.
///
/// # Panics
/// If d is odd.
pub fn rotate(x: ArrayView2<'_, f32>, first: usize) -> Array2<f32> {
    let width = x.ncols();
    assert!(width.is_multiple_of(2), "RoPE turns pairs of channels, and {width} is odd");
    let mut turned = x.to_owned();
    for (t, mut row) in turned.rows_mut().into_iter().enumerate() {
        for p in 0..width / 2 {
            let angle = (first + t) as f64 * 10_000_f64.powf(-2.0 * p as f64 / width as f64);
            let (sin, cos) = angle.sin_cos();
            let (even, odd) = (f64::from(row[2 * p]), f64::from(row[2 * p + 1]));
            row[2 * p] = (even * cos - odd * sin) as f32;
            row[2 * p + 1] = (even * sin + odd * cos) as f32;
        }
    }
    turned
}
