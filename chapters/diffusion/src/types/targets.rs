//! One equation in time, and what a network may predict.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Coefficient and deviation, or σ and g, at a time, from two constants of the process.
pub type AtTime = fn(t: f64, first: f64, last: f64) -> (f64, f64);

/// The drift (n, d) of x (n, d) with its score (n, d), at time t, with β₀ and β₁.
pub type Drift = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, f64, f64, f64) -> Array2<f32>;

/// The next x (n, d) of x, its score and noise (n, d), at time t, dt back, with β₀ and β₁.
pub type SdeStep =
    fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, f64, f64, f64, f64) -> Array2<f32>;

/// Diffusion in continuous time: data at time 0, noise at time 1.
#[derive(Clone, Copy)]
pub struct VpSde {
    /// What data is multiplied by, and the deviation of its noise, at a time, from β₀ and β₁.
    pub marginal: AtTime,
    /// The deviation of the noise and g at a time, from σ_min and σ_max, where the variance explodes.
    pub ve: AtTime,
    /// The drift of the equation that runs back and has noise.
    pub reverse: Drift,
    /// The drift of the one that runs back without.
    pub flow: Drift,
    /// A step back by the equation that has noise.
    pub step: SdeStep,
}

// ANCHOR: form
/// What a network may predict of x = α x₀ + σ ε.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// ε, the noise.
    Noise,
    /// x₀, the data.
    Data,
    /// α ε − σ x₀.
    V,
    /// −ε / σ, the score of x where x₀ is known.
    Score,
    /// ε − x₀, the velocity of a straight path from data to noise.
    Velocity,
}
// ANCHOR_END: form

impl Form {
    /// All of them.
    pub const ALL: [Form; 5] = [Form::Noise, Form::Data, Form::V, Form::Score, Form::Velocity];
}

/// Turns a prediction (n, d) in one form into another (n, d), given x (n, d) and for each row α and σ (n).
pub type Convert = fn(
    Form,
    Form,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView1<'_, f32>,
) -> Array2<f32>;

/// The weights (n) of squared errors, from signal-to-noise ratios (n), γ, and what is predicted.
pub type MinSnr = fn(ArrayView1<'_, f32>, f32, Form) -> Array1<f32>;
