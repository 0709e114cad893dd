//! recurrence/lru: a linear recurrence that cannot explode, and may be computed in any grouping.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use recurrence::{Affine, Complex32, LruWeights};

/// λ = exp(−exp(ν) + i exp(θ)), which is in the unit circle whatever ν and θ are, and γ = √(1 − |λ|²).
///
/// `nu` and `theta` (h) give both (h). ν lies between −16 and 3, θ between −10 and 2: |λ| can be so close to 1 that an f32 can
/// hardly tell, and γ is wanted with all its digits.
pub fn decay(nu: ArrayView1<'_, f32>, theta: ArrayView1<'_, f32>) -> (Array1<Complex32>, Array1<f32>) {
    let pairs = nu.iter().zip(theta);
    let lambda = pairs.map(|(nu, theta)| Complex32::new(-nu.exp(), theta.exp()).exp()).collect();
    // |λ|² = exp(−2 exp(ν)), and 1 less that without cancellation.
    (lambda, nu.mapv(|nu| (-(-2.0 * nu.exp()).exp_m1()).sqrt()))
}

/// What `first` and then `second` do to a number h, as one step. Steps may be grouped in any way: combine is associative.
pub fn combine(first: Affine, second: Affine) -> Affine {
    Affine { factor: second.factor * first.factor, added: second.factor * first.added + second.added }
}

/// The layer: hₜ = λ ⊙ hₜ₋₁ + γ ⊙ (B xₜ) from a state of zeros, yₜ = Re(C hₜ) + D ⊙ xₜ.
///
/// Shapes: `inputs` (T, d), `weights.nu` and `weights.theta` (h) as in `decay`, B = `weights.b` (h, d), C = `weights.c` (d, h) and
/// D = `weights.d` (d) give (T, d). All sizes are at least 1, and the views may be transposed or strided.
pub fn forward(inputs: ArrayView2<'_, f32>, weights: LruWeights<'_>) -> Array2<f32> {
    let (lambda, gamma) = decay(weights.nu, weights.theta);
    let mut outputs = Array2::zeros(inputs.raw_dim());
    let mut state = Array1::<Complex32>::zeros(lambda.len());
    for (x, mut y) in inputs.rows().into_iter().zip(outputs.rows_mut()) {
        let written = weights.b.dot(&x.mapv(Complex32::from)) * gamma.mapv(Complex32::from);
        state = state * &lambda + written;
        y.assign(&(weights.c.dot(&state).mapv(|y| y.re) + &weights.d * &x));
    }
    outputs
}
