//! diffusion/dpm_solver: the part of the equation that is known is solved, and the denoised rows are continued.

use diffusion::{Level, Network};
use ndarray::{Array1, Array2, ArrayView2};

/// A step of DPM-Solver++ of first order, from level s = `from` to level t = `to`: with λ = ln(α / σ) and h = λₜ − λₛ it is
/// (σₜ / σₛ) x − αₜ (e^(−h) − 1) x̂₀.
///
/// Shapes: `x` and `x0`, the denoised rows x̂₀ (n, d), give (n, d); n and d are at least 1. λ rises from level to level. α is from 0 to 1 and
/// σ is from 0 to 80: at the first level α can be 0, which is noise alone, and at the last one σ can be 0. All views may be
/// transposed or strided.
pub fn first(x: ArrayView2<'_, f32>, x0: ArrayView2<'_, f32>, from: Level, to: Level) -> Array2<f32> {
    let h = lambda(to) - lambda(from);
    let keep = to.sigma / from.sigma;
    let add = -to.alpha * (-h).exp_m1();
    &x * keep as f32 + &x0 * add as f32
}

/// The step of second order, with the denoised rows of the step before: x̂₀ is replaced by x̂₀ + D / 2, where D = (x̂₀ − `before`) / r, and r is the
/// h of the step before divided by that of this one.
///
/// `levels` are three: that at which the step before began, at which this one begins, and at which it ends. Shapes and levels are as for `first`, and σ of the
/// last one is not 0. If α of the earliest one is 0, its h is infinite, and D is 0.
pub fn second(
    x: ArrayView2<'_, f32>,
    x0: ArrayView2<'_, f32>,
    before: ArrayView2<'_, f32>,
    levels: [Level; 3],
) -> Array2<f32> {
    let [previous, from, to] = levels;
    let r = (lambda(from) - lambda(previous)) / (lambda(to) - lambda(from));
    let ahead = &x0 + (&x0 - &before) * (0.5 / r) as f32;
    first(x, ahead.view(), from, to)
}

/// All steps, from the first level to the last: of second order, except for the first step and a step to σ = 0.
///
/// Shapes: `x` (n, d) gives (n, d). `levels` are at least 2, as above. The denoiser receives rows, and for each of them the σ of its level, and
/// returns x̂₀; it computes each row by itself, and is asked for each row once a step at most.
pub fn sample(denoiser: Network<'_>, x: ArrayView2<'_, f32>, levels: &[Level]) -> Array2<f32> {
    let mut x = x.to_owned();
    let mut before: Option<Array2<f32>> = None;
    for i in 1..levels.len() {
        let (from, to) = (levels[i - 1], levels[i]);
        let sigmas = Array1::from_elem(x.nrows(), from.sigma as f32);
        let x0 = denoiser(x.view(), sigmas.view());
        x = match &before {
            Some(before) if to.sigma > 0.0 => {
                second(x.view(), x0.view(), before.view(), [levels[i - 2], from, to])
            }
            _ => first(x.view(), x0.view(), from, to),
        };
        before = Some(x0);
    }
    x
}

/// Half the logarithm of the signal-to-noise ratio.
fn lambda(level: Level) -> f64 {
    (level.alpha / level.sigma).ln()
}
