//! Levels of noise, and solvers.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, array};

use super::launch;
use crate::Argument::{Integer, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::waves::wave;
use crate::{Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let positive = |seed: f64| wave(1, 307, seed).mapv(|x| x.abs() + 0.1);
    let [x, denoised, trial, again] = [0.1, 0.2, 0.3, 0.4].map(|seed| wave(31, 13, seed));
    let levels = [[0.2, 0.9], [0.5, 0.6], [0.8, 0.3]];
    vec![
        edm_scales_launch(positive(0.1).row(0), 0.5),
        edm_grid_launch(307, [0.002, 80.0], 7.0),
        edm_step_launch(x.view(), denoised.view(), Some([trial.view(), again.view()]), [1.5, 0.7]),
        dpm_step_launch(x.view(), denoised.view(), Some(again.view()), levels),
    ]
}

fn edm_scales_launch(sigmas: ArrayView1<'_, f64>, deviation: f64) -> Launch {
    let levels = sigmas.len();
    let arrays = [Reals(flat(sigmas)), Reals(vec![deviation]), RealsOut(5 * levels)];
    launch("edm_scales", levels, arrays.into_iter().chain(sizes([levels])).collect())
}

/// `c_skip`, `c_out`, `c_in`, `c_noise` and the weight of the loss (m, 5) of the levels `sigmas` (m), for data with this deviation.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn edm_scales(
    sigmas: ArrayView1<'_, f64>,
    deviation: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [scales] = take(edm_scales_launch(sigmas, deviation).run(precision)?);
    Ok(shaped((sigmas.len(), 5), scales))
}

fn edm_grid_launch(count: usize, [least, most]: [f64; 2], rho: f64) -> Launch {
    let arrays = [Reals(vec![least, most, rho]), RealsOut(count + 1)];
    launch("edm_grid", count + 1, arrays.into_iter().chain(sizes([count])).collect())
}

/// The levels of EDM's sampler, the largest first, and the 0 behind them.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn edm_grid(
    count: usize,
    range: [f64; 2],
    rho: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [levels] = take(edm_grid_launch(count, range, rho).run(precision)?);
    Ok(shaped(count + 1, levels))
}

fn edm_step_launch(
    x: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    second: Option<[ArrayView2<'_, f64>; 2]>,
    [from, to]: [f64; 2],
) -> Launch {
    let [trial, again] = second.unwrap_or([x, denoised]);
    for other in [denoised, trial, again] {
        assert_eq!(other.dim(), x.dim(), "rows of one shape");
    }
    let arrays = [x, denoised, trial, again].map(|rows| Reals(flat(rows)));
    let rest = [Reals(flat(array![from, to].view())), RealsOut(x.len())];
    let ends = sizes([x.len(), usize::from(second.is_some())]);
    launch("edm_step", x.len(), arrays.into_iter().chain(rest).chain(ends).collect())
}

/// A step of Euler from one level to the next, or, with a second pair of rows and denoised rows at the next level, of Heun.
///
/// # Panics
/// If the shapes are not the same.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn edm_step(
    x: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    second: Option<[ArrayView2<'_, f64>; 2]>,
    levels: [f64; 2],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(edm_step_launch(x, denoised, second, levels).run(precision)?);
    Ok(shaped(x.dim(), out))
}

fn dpm_step_launch(
    x: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    before: Option<ArrayView2<'_, f64>>,
    levels: [[f64; 2]; 3],
) -> Launch {
    let order = if before.is_some() { 2 } else { 1 };
    let before = before.unwrap_or(denoised);
    for other in [denoised, before] {
        assert_eq!(other.dim(), x.dim(), "rows of one shape");
    }
    let arrays = [x, denoised, before].map(|rows| Reals(flat(rows)));
    let rest = [Reals(levels.as_flattened().to_vec()), RealsOut(x.len())];
    let ends = sizes([x.len()]).chain([Integer(order)]);
    launch("dpm_step", x.len(), arrays.into_iter().chain(rest).chain(ends).collect())
}

/// A step of DPM-Solver++ between the last two of three levels, each α and σ: of second order with the denoised rows `before` of the step
/// before, which began at the first level, and otherwise of first order.
///
/// # Panics
/// If the shapes are not the same.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dpm_step(
    x: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    before: Option<ArrayView2<'_, f64>>,
    levels: [[f64; 2]; 3],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(dpm_step_launch(x, denoised, before, levels).run(precision)?);
    Ok(shaped(x.dim(), out))
}
