//! moe/load: two losses that keep the experts busy, and the probability that makes the second differentiable.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/load
//! Stuck?     cargo run -- hint moe/load

use ::moe::normal_cdf;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// How uneven the values are: `variance / (mean² + 1e-10)`. This is the squared coefficient of variation, and what is added keeps it
/// a number where all values are 0.
///
/// The variance is the population's: the mean of the squared distances from the mean. There is at least one value. Values lie between
/// 0 and 100,000. All may be 0, which gives 0, and all may be equal but for a few hundredths of a percent. The view may be strided.
pub fn cv_squared(values: ArrayView1<'_, f32>) -> f32 {
    todo!("write `cv_squared`")
}

/// The importance loss: `cv_squared` of the importances of the experts. The importance of an expert is the sum of its gates
/// over the tokens.
///
/// Shape: `gates` (T, E), with gates between 0 and 1; E is at least 1, and there may be no token. This view and those below may
/// be transposed or strided.
pub fn importance_loss(gates: ArrayView2<'_, f32>) -> f32 {
    todo!("write `importance_loss`")
}

/// For each token and expert, the probability that the expert is among the k largest of its token, if its own noise is drawn
/// again and everyone else's stays.
///
/// Shapes: `clean`, `noisy`, `scale` and the result are (T, E). `noisy` are the logits with their noise, `clean` those without,
/// and `scale` is the standard deviation of the noise: a fresh noisy logit of an expert would be normally distributed around
/// `clean` with deviation `scale`, which is from 0.001 to 100. T and E are at least 1, k from 1 to E; with k = E every expert is
/// selected whatever happens. Logits lie within ±1000, the noisy ones of a token at least 0.001 apart. `moe::normal_cdf` is the Φ
/// of the standard normal distribution.
pub fn chances(
    clean: ArrayView2<'_, f32>,
    noisy: ArrayView2<'_, f32>,
    scale: ArrayView2<'_, f32>,
    k: usize,
) -> Array2<f32> {
    todo!("write `chances`")
}

/// The load loss: `cv_squared` of the loads of the experts. The load of an expert is the sum of its `chances` over the tokens:
/// how many tokens it can expect. Shapes and ranges as in `chances`.
pub fn load_loss(
    clean: ArrayView2<'_, f32>,
    noisy: ArrayView2<'_, f32>,
    scale: ArrayView2<'_, f32>,
    k: usize,
) -> f32 {
    todo!("write `load_loss`")
}
