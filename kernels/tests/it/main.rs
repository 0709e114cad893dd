//! The reference kernels, held against golden values and, with the feature `candle`, against candle's operators.

#[cfg(feature = "candle")]
mod candle;
mod golden;
mod golden_blocks;
mod golden_heads;
mod golden_look_back;
mod golden_nearby;
mod golden_positions;
mod golden_tiles;
mod moe;

use ndarray::Array2;

/// The largest absolute difference of two matrices.
fn difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim(), "shapes");
    a.iter().zip(b).fold(0.0, |worst: f64, (a, b)| {
        let d = if a == b { 0.0 } else { (a - b).abs() };
        if d.is_nan() { f64::INFINITY } else { worst.max(d) }
    })
}
