//! The reference kernels, held against golden values and, with the feature `candle`, against candle's operators.

#[cfg(feature = "candle")]
mod candle;
mod golden;
// >> look_back
mod golden_look_back;

// << look_back

// >> positions

mod golden_positions;

// << positions

// >> heads
mod golden_heads;
// << heads

// >> nearby

mod golden_nearby;

// << nearby

// >> tiles
mod golden_tiles;

// << tiles

// >> blocks
mod golden_blocks;

// << blocks

use ndarray::Array2;

/// The largest absolute difference of two matrices.
fn difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim(), "shapes");
    a.iter().zip(b).fold(0.0, |worst: f64, (a, b)| {
        let d = if a == b { 0.0 } else { (a - b).abs() };
        if d.is_nan() { f64::INFINITY } else { worst.max(d) }
    })
}
