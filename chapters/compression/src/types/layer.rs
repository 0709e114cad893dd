//! The rest of a layer of DeepSeek-V4.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

/// Queries (n, heads, c), tokens (n, c), values (n, c), gates (n, c), biases (m, c), sinks (heads) and the window to outputs
/// (n, heads, c).
pub type Hca = fn(
    ArrayView3<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    usize,
) -> Array3<f32>;

/// Heads (n, h, c), matrices down (g, h/g · c, r) and up (g · r, d) to outputs (n, d).
pub type GroupedOutput = fn(ArrayView3<'_, f32>, ArrayView3<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;
