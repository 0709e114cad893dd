//! diffusion/ddim: steps as long as one likes.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/ddim
//! Stuck?     cargo run -- hint diffusion/ddim

use diffusion::{Jump, Spacing};
use ndarray::{Array2, ArrayView2, Zip};

/// A step of DDIM from x at the level ᾱₜ, `jump.from`, to the level ᾱₛ, `jump.to`. The predicted noise gives x̂₀ = (x − √(1 − ᾱₜ) ε) / √ᾱₜ, and
///
/// * σ = η √((1 − ᾱₛ) / (1 − ᾱₜ)) √(1 − ᾱₜ / ᾱₛ)
/// * the result is √ᾱₛ x̂₀ + √(1 − ᾱₛ − σ²) ε + σ z, where z is `fresh`.
///
/// Shapes: `x`, `noise` and `fresh` (n, d) give (n, d). All sizes are at least 1. The views may be transposed or strided. ᾱₜ lies between 1e-9 and
/// 0.9999, ᾱₛ lies between 1e-9 and 1, which is data, and η lies between 0 and 1. If η is 0, then ᾱₛ may be less than ᾱₜ, too: a step back
/// towards noise.
pub fn step(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    jump: Jump,
) -> Array2<f32> {
    todo!("write `step`")
}

/// Which steps of training are visited, the noisiest first; they count from 0 to `trained` − 1. For i from 0 to `steps` − 1, from the last to
/// the first,
///
/// * `Leading`: i · r, where r is trained / steps rounded down;
/// * `Linspace`: i · (trained − 1) / (steps − 1), rounded; 0 if there is one step alone;
///
/// and for i from the first to the last
///
/// * `Trailing`: trained − i · trained / steps, rounded, minus 1.
///
/// Rounded is to the nearest, and a half to the even neighbour, as numpy does. `steps` is from 1 to `trained`.
pub fn times(trained: usize, steps: usize, spacing: Spacing) -> Vec<usize> {
    todo!("write `times`")
}
