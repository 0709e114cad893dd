//! Steps from noise to data, and what steers them.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::Network;

// ANCHOR: variance
/// Which variance the noise has that a step of DDPM adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variance {
    /// β̃ₜ, that of the posterior: right if all data are one point.
    Small,
    /// βₜ: right if the data are standard normal.
    Large,
}

/// Where a step of DDPM begins, and how it is made.
#[derive(Clone, Copy, Debug)]
pub struct Ancestral<'a> {
    /// β of all steps, in the order of growing noise.
    pub betas: &'a [f64],
    /// From t to t − 1, counted from 0; the step from 0 ends at data.
    pub t: usize,
    /// Which variance the fresh noise has.
    pub variance: Variance,
    /// Whether the x̂₀ of the prediction is clipped to −1 to 1.
    pub clip: bool,
}
// ANCHOR_END: variance

/// From x̂₀ and xₜ to xₜ₋₁: the posterior's coefficients, and the step.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)] // Each is written once.
pub struct Posterior {
    /// The coefficient of x₀, that of xₜ, and the variance β̃ₜ, from β of all steps and t.
    pub coefficients: fn(&[f64], usize) -> (f64, f64, f64),
    /// A step: xₜ, the predicted noise, fresh noise.
    pub step: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, Ancestral<'_>) -> Array2<f32>,
}

// ANCHOR: spacing
/// Which steps of training a sampler visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Multiples of trained / steps, rounded down to a whole number.
    Leading,
    /// From the last step downwards, trained / steps apart, and rounded.
    Trailing,
    /// The first, the last, and evenly between them, rounded.
    Linspace,
}

/// The levels between which a step of DDIM goes, and how much of its noise
/// is fresh.
#[derive(Clone, Copy, Debug)]
pub struct Jump {
    /// ᾱ where the step begins.
    pub from: f64,
    /// ᾱ where it ends.
    pub to: f64,
    /// η: 0 adds no noise, 1 as much as DDPM.
    pub eta: f64,
}
// ANCHOR_END: spacing

/// DDIM: a step between any two levels, and which levels.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)] // Each is written once.
pub struct Ddim {
    /// A step: x, the predicted noise, fresh noise.
    pub step: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, Jump) -> Array2<f32>,
    /// The steps of training that are visited, the noisiest first: of so many trained, so many.
    pub times: fn(usize, usize, Spacing) -> Vec<usize>,
}

#[rustfmt::skip]
// ANCHOR: conditioned
/// A network that is told a label of each row, too. It receives n rows
/// with d numbers each, n levels of noise and n labels, and returns n rows
/// with d numbers each.
pub type ConditionedNetwork<'a> = &'a dyn Fn(
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    &[usize],
) -> Array2<f32>;
// ANCHOR_END: conditioned

/// Guidance, how a network is trained for it, and its variant with a weaker network.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)] // Each is written once.
pub struct Cfg {
    /// The network, x, levels, labels, the null label, and the scale s.
    pub guide: for<'n> fn(
        ConditionedNetwork<'n>,
        ArrayView2<'_, f32>,
        ArrayView1<'_, f32>,
        &[usize],
        usize,
        f32,
    ) -> Array2<f32>,
    /// Labels for training: labels, a draw for each, the probability of the null label, the null label.
    pub drop: fn(&[usize], &[f32], f32, usize) -> Vec<usize>,
    /// The network, a weaker one, x, levels, and the scale.
    pub auto:
        for<'n> fn(Network<'n>, Network<'n>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>,
}
