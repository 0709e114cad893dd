//! Work for threads, and products behind a softmax.

use ndarray::{Array2, ArrayView2};

/// Say shapes and units: what comes in to what goes out.
pub type Share = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Say shapes and units: what comes in to what goes out.
pub type Fused = fn(ArrayView2<'_, f32>) -> Array2<f32>;
