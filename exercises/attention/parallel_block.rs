//! attention/parallel_block: attention and MLP read the same normalised input, and both add to the stream.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/parallel_block
//! Stuck?     cargo run -- hint attention/parallel_block

use ::attention::{BlockWeights, Mask};
use ndarray::{Array2, ArrayView1, ArrayView2, s};

/// RMSNorm of each row: `gain · x / √(mean of x² + epsilon)`.
///
/// Shapes: `x` (n, d) and `gain` (d) give (n, d). The mean is over the d numbers of a row; epsilon is positive and stands
/// under the root, so a row of zeros gives zeros. It matters: some rows are so small that their mean of squares is no larger.
/// The views may be transposed or strided.
pub fn rms_norm(x: ArrayView2<'_, f32>, gain: ArrayView1<'_, f32>, epsilon: f32) -> Array2<f32> {
    todo!("write `rms_norm`")
}

/// The gated MLP `(silu(x · gate) ∘ (x · up)) · down`, where ∘ multiplies element by element and
/// silu(z) = z / (1 + exp(−z)).
///
/// Shapes: `x` (n, d), `gate` and `up` (d, f), `down` (f, d) give (n, d). There are no biases. The elements of x · gate can be
/// as large as ±5000. The views may be transposed or strided.
pub fn swiglu(
    x: ArrayView2<'_, f32>,
    gate: ArrayView2<'_, f32>,
    up: ArrayView2<'_, f32>,
    down: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `swiglu`")
}

/// The parallel block: `x + attention(h) + swiglu(h)` with one `h = rms_norm(x, gain, epsilon)` for both.
///
/// Shapes: `x` (n, d) gives (n, d). Attention is causal multi-query attention: head i has the columns i·e … (i + 1)·e − 1 of
/// h · query (d, heads · e), and all heads share the keys h · key and the values h · value, both (d, e). Its scores are divided
/// by √e. The heads' outputs stand side by side (n, heads · e) and are multiplied by `out` (heads · e, d). The number of heads
/// is not given: it is the width of `query` divided by that of `key`. Sizes are at least 1, all views may be transposed or
/// strided, and attention's scores lie within ±60, those of later rows too. You may call what you have written, as
/// `super::scaled_dot_product::scaled_dot_product`.
pub fn parallel_block(x: ArrayView2<'_, f32>, weights: &BlockWeights<'_>) -> Array2<f32> {
    todo!("write `parallel_block`")
}
