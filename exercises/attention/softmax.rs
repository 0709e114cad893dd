//! attention/softmax: scores become weights.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/softmax
//! Stuck?     cargo run -- hint attention/softmax

use ndarray::{Array2, ArrayView2};

/// The softmax of each row of `scores`: `exp(score)` divided by the sum of `exp(score)` over the row.
///
/// Shapes: `scores` (rows, columns) gives weights (rows, columns). There is at least one column; there may be no row.
/// The view may be transposed or strided, so go through its elements, not through memory.
///
/// A score is −∞, which means masked, or a finite number that can be as large as ±10,000: no intermediate result may
/// overflow, and no row may underflow to nothing. A masked score gets weight 0. In a row where every score is masked
/// every weight is 0.
pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `softmax`")
}
