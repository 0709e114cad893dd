//! moe/mhc: several residual streams, mixed by a doubly stochastic matrix.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/mhc
//! Stuck?     cargo run -- hint moe/mhc

use ::moe::{Coefficients, MhcWeights, SubLayer};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Towards a doubly stochastic matrix (Sinkhorn's iteration): `exp(logits)`, and then `iterations` times first every
/// **column** divided by its sum, then every **row** divided by its sum.
///
/// Shape: `logits` (n, n) give (n, n); here and below with n ≥ 1, `iterations` ≥ 1, C ≥ 1. A few iterations do not reach the
/// limit, and the order of the two divisions then shows. Logits can be as large as ±1000, so a maximum has to be subtracted
/// before exp, and one that changes no result; any two logits differ by 60 at most. Nothing is added to the sums: a row can be as
/// small as e⁻⁴⁰ before it is divided. The view may be transposed or strided.
pub fn project(logits: ArrayView2<'_, f32>, iterations: usize) -> Array2<f32> {
    todo!("write `project`")
}

/// The coefficients of one token, from its n streams (n, C).
///
/// All n · C numbers are laid out in a row, stream after stream, and divided by √(mean of their squares + `epsilon`): one
/// norm for all, without a gain. That times `projection` gives 2n + n² numbers, n for `pre`, n for `post` and n² for `mix`
/// (row after row); each group is multiplied by its factor in `scale`, and then `bias` is added. With σ the sigmoid, `pre` = σ,
/// `post` = 2σ, and `mix` = `project` with `weights.iterations`.
///
/// Some streams are so small that `epsilon` matters. What goes into σ lies within ±20, logits of `mix` within ±30. The views
/// may be transposed or strided.
pub fn coefficients(streams: ArrayView2<'_, f32>, weights: &MhcWeights<'_>) -> Coefficients {
    todo!("write `coefficients`")
}

/// The streams after a sub-layer: `mix · streams + postᵀ layer(pre · streams)`.
///
/// Shapes: `streams` (n, C) give (n, C). The sub-layer reads one row of C numbers, `pre` times the streams as they came, and
/// returns C numbers; new stream i gets `post[i]` times these and `mix[i, j]` times each old stream j. The sub-layer is called
/// exactly once (it is the expensive part, and has its own norm inside). Use the coefficients as they are given: here they are
/// anything from −50 to 50, and `mix` need not be doubly stochastic. The view may be transposed or strided.
pub fn step(streams: ArrayView2<'_, f32>, coefficients: &Coefficients, layer: &SubLayer<'_>) -> Array2<f32> {
    todo!("write `step`")
}
