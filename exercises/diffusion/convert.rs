//! diffusion/convert: five names for one prediction.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/convert
//! Stuck?     cargo run -- hint diffusion/convert

use diffusion::Form;
use ndarray::{Array2, ArrayView1, ArrayView2};

/// What `value`, the `from` of each row of `x`, is as `to`. With x = α x₀ + σ ε, the forms are: the noise ε, the data x₀, v = α ε − σ x₀, the
/// score −ε/σ, and the velocity ε − x₀.
///
/// Shapes: `value` and `x` (n, d), and for each row its `alpha` and `sigma` (n), give (n, d). All sizes are at least 1. The views may be
/// transposed or strided.
///
/// α and σ lie between 0.05 and 1, and are any two such numbers: α² + σ² = 1 in one batch, α + σ = 1 in another, or neither.
/// Where `from` is v or the velocity, and `to` is not the score, α or σ may also be 0, but not both: nothing has to be divided by one of them.
pub fn convert(
    from: Form,
    to: Form,
    value: ArrayView2<'_, f32>,
    x: ArrayView2<'_, f32>,
    alpha: ArrayView1<'_, f32>,
    sigma: ArrayView1<'_, f32>,
) -> Array2<f32> {
    todo!("write `convert`")
}
