//! Numbers that count what is done to them.

use ndarray::{Array2, ArrayView2};

/// Say shapes and units: what comes in to what goes out.
pub type Exp = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Say shapes and units: what comes in to what goes out.
pub type Lanes = fn(ArrayView2<'_, f32>) -> Array2<f32>;
