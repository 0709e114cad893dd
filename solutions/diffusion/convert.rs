//! diffusion/convert: five names for one prediction.

use diffusion::Form;
use ndarray::{Array2, ArrayView1, ArrayView2};

/// A form as a x₀ + b ε: a and b.
fn parts(form: Form, alpha: f32, sigma: f32) -> (f32, f32) {
    match form {
        Form::Noise => (0.0, 1.0),
        Form::Data => (1.0, 0.0),
        Form::V => (-sigma, alpha),
        Form::Score => (0.0, -1.0 / sigma),
        Form::Velocity => (-1.0, 1.0),
    }
}

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
    Array2::from_shape_fn(x.dim(), |(i, j)| {
        let (alpha, sigma, x, value) = (alpha[i], sigma[i], x[[i, j]], value[[i, j]]);
        // Two equations, x = α x₀ + σ ε and value = a x₀ + b ε, for x₀ and ε.
        let (a, b) = parts(from, alpha, sigma);
        let determinant = alpha * b - sigma * a;
        let data = (b * x - sigma * value) / determinant;
        let noise = (alpha * value - a * x) / determinant;
        let (a, b) = parts(to, alpha, sigma);
        a * data + b * noise
    })
}
