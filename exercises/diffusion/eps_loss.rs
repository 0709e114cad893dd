//! diffusion/eps_loss: predict the noise.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/eps_loss
//! Stuck?     cargo run -- hint diffusion/eps_loss

use diffusion::Network;
use ndarray::{Array1, ArrayView1, ArrayView2};

use super::q_sample::q_sample;

/// The loss of a network that predicts the noise: it is given the noisy rows √ᾱ · x0 + √(1 − ᾱ) · noise and the step of each, and the
/// loss is the mean of the squared error (predicted − noise)² over all entries.
///
/// Shapes: `x0` (n, d), `noise` (n, d), `abar` (T) and n `steps`, each from 0 to T − 1, one for each row. n, d and T are at least 1.
///
/// The network is called with rows (m, d) and their levels (m): here the level is the step, as a whole number in an `f32`. Ask it for
/// each row once: n rows in all, at once or in parts. ᾱ lies between 0 and 1, both included, and numbers in `x0` and `noise` within
/// ±1000. The three views may be transposed or strided.
pub fn eps_loss(
    network: Network<'_>,
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> f32 {
    todo!("write `eps_loss`")
}
