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

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// `sin(0.7 i)` with eight channels, the fourth row at position 3: interleaved pairs, base 10,000, in float64.
    #[test]
    fn the_golden_row() {
        let x = Array2::from_shape_fn((5, 8), |(t, c)| (0.7 * (8 * t + c) as f32).sin());
        let golden =
            [1.016_365, 0.840_609, -0.592_720, -0.130_570, 0.651_878, 1.012_776, 0.835_791, 0.289_561];
        let turned = rotate(x.view(), 0);
        assert!(turned.row(3).iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{}", turned.row(3));
        assert_eq!(rotate(x.slice(ndarray::s![3.., ..]), 3).row(0), turned.row(3));
    }
}
