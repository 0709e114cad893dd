//! Inputs of tests and of the report that any language can make again.

use ndarray::{Array2, Array3};

/// `sin(0.7 i + seed)` in row-major order.
pub fn wave(rows: usize, columns: usize, seed: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(r, c)| (0.7 * (r * columns + c) as f64 + seed).sin())
}

/// A [`wave`] with three axes.
pub fn cube(shape: (usize, usize, usize), seed: f64) -> Array3<f64> {
    let flat = wave(shape.0, shape.1 * shape.2, seed);
    flat.into_shape_with_order(shape).expect("as many elements")
}
