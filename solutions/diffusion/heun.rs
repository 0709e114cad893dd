//! diffusion/heun: from level to level, with one slope or with two.

use diffusion::Network;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Follows dx/dσ = (x − D(x, σ)) / σ from the first level to the last by Euler's rule: a step from σ to σ′ adds (σ′ − σ) times the slope at
/// its beginning.
///
/// Shapes: `x` (n, d) and `sigmas` (m) give (n, d); n and d are at least 1, and m is at least 2. Levels fall from step to step, lie within
/// 0.002 and 80, and only the last one may be 0. The denoiser D receives rows, and for each of them its level; it computes each row by
/// itself. Euler's rule asks for each row once a step, and no more. Both views may be transposed or strided.
pub fn euler(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut x = x.to_owned();
    for step in sigmas.windows(2) {
        let (from, to) = (step[0], step[1]);
        x = &x + slope(denoiser, &x, from) * (to - from);
    }
    x
}

/// The same by Heun's rule: a step of Euler's is a trial, and the step is taken again from its beginning with the mean of the slope there
/// and the slope at the trial, at level σ′. A step to 0 has no second slope: it is Euler's. Every other step has one, also the last.
///
/// Shapes and levels are as for `euler`. Each row is asked for twice a step at most, and in a step to 0 once.
pub fn heun(denoiser: Network<'_>, x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut x = x.to_owned();
    for step in sigmas.windows(2) {
        let (from, to) = (step[0], step[1]);
        let first = slope(denoiser, &x, from);
        let trial = &x + &first * (to - from);
        x = if to > 0.0 {
            let second = slope(denoiser, &trial, to);
            x + (first + second) * ((to - from) / 2.0)
        } else {
            trial
        };
    }
    x
}

/// (x − D(x, σ)) / σ for all rows.
fn slope(denoiser: Network<'_>, x: &Array2<f32>, sigma: f32) -> Array2<f32> {
    let sigmas = Array1::from_elem(x.nrows(), sigma);
    (x - denoiser(x.view(), sigmas.view())) / sigma
}
