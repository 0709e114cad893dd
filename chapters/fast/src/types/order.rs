//! Memory that counts the lines it is asked for, and tiles.

use ndarray::{Array2, ArrayView2};

/// Say shapes and units: what comes in to what goes out.
pub type LoopOrder = fn(ArrayView2<'_, f32>) -> Array2<f32>;

/// Say shapes and units: what comes in to what goes out.
pub type Tiles = fn(ArrayView2<'_, f32>) -> Array2<f32>;
