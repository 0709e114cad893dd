//! Loops, machines and floors: what the exercises that count receive and return.

use ndarray::{Array2, ArrayView2};

/// Say shapes and units: what comes in to what goes out.
pub type Traffic = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Say shapes and units: what comes in to what goes out.
pub type Roofline = fn(ArrayView2<'_, f32>) -> Array2<f32>;
