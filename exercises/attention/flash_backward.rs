//! attention/flash_backward: the gradients of attention, with the weights computed once more instead of kept.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/flash_backward
//! Stuck?     cargo run -- hint attention/flash_backward

use ::attention::{Gradients, Mask, Saved};
use ndarray::{Array2, ArrayView2, Axis, s};

/// The gradients of a loss with respect to queries, keys and values, given `upstream`, its gradient with respect to the
/// attention's output.
///
/// Shapes: `saved.queries` (n, d), `saved.keys` (m, d), `saved.values` (m, d_v), `saved.output` (n, d_v),
/// `saved.log_sum_exp` (n) and `upstream` (n, d_v) give gradients of the shapes of queries, keys and values. All sizes are at
/// least 1. The views may be transposed or strided.
///
/// The forward pass was `softmax(queries · keysᵀ / √d) · values` under `saved.mask`, with query i seeing key j when
/// j ≤ i + (m − n) if that is `Mask::Causal`. It has left its output and, for each query, the log-sum-exp of the scores
/// after scale and mask (natural logarithm, maximum included): a weight is exp(score − log-sum-exp). m may be smaller
/// than n; a query that sees nothing has output 0 and log-sum-exp −∞, gets the gradient 0 and adds nothing to the others.
/// Scores can be as large as ±400, hidden ones too; those that a query sees lie within 60 of each other.
///
/// How it is done counts too: at no time may the function hold as many 32-bit floats as an (n, m) matrix has. Take a few
/// queries at a time, or a few keys. (Tried with n = m = 192 and narrow arrays: 16 queries or keys against all of the
/// others leave room for ten such strips.)
pub fn flash_backward(saved: &Saved<'_>, upstream: ArrayView2<'_, f32>) -> Gradients {
    todo!("write `flash_backward`")
}
