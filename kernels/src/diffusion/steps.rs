//! Steps from noise to data, and guidance.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::waves::wave;
use crate::{Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let [x, noise, fresh] = [0.1, 0.2, 0.3].map(|seed| wave(37, 11, seed));
    let step = Step { x: x.view(), noise: noise.view(), fresh: fresh.view() };
    let betas = wave(1, 400, 0.5).mapv(|x| 0.02 + 0.01 * x);
    vec![
        posterior_launch(betas.row(0), 311),
        ddpm_step_launch(
            step,
            &Scales { signal: 0.6, deviation: 0.8, of_start: 0.3, of_x: 0.7, fresh: 0.2, limit: 1.0 },
        ),
        ddim_step_launch(step, [0.36, 0.72], 0.1),
        guided_launch(x.view(), noise.view(), 3.0),
    ]
}

fn posterior_launch(betas: ArrayView1<'_, f64>, t: usize) -> Launch {
    assert!(t < betas.len(), "t is one of the steps");
    launch("ddpm_posterior", 3, vec![Reals(flat(betas)), RealsOut(3), Integer(t as i64)])
}

/// The coefficients of x₀ and of xₜ in the mean of xₜ₋₁, and its variance (Ho et al. 2020).
///
/// # Panics
/// If t is none of the steps, counted from 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn ddpm_posterior(
    betas: ArrayView1<'_, f64>,
    t: usize,
    precision: Precision,
) -> Result<[f64; 3], Unavailable> {
    let [out] = take(posterior_launch(betas, t).run(precision)?);
    let out = shaped(3, out);
    Ok([out[0], out[1], out[2]])
}

/// What a step reads: x, the predicted noise, and fresh noise; shape (n, d) each.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Where it begins.
    pub x: ArrayView2<'a, f64>,
    /// The noise that was predicted.
    pub noise: ArrayView2<'a, f64>,
    /// The noise that may be added.
    pub fresh: ArrayView2<'a, f64>,
}

impl Step<'_> {
    fn arrays(&self) -> Vec<crate::Argument> {
        assert!(self.x.dim() == self.noise.dim() && self.x.dim() == self.fresh.dim(), "one shape");
        let count = self.x.len();
        let reals = [self.x, self.noise, self.fresh].map(|array| Reals(flat(array)));
        reals.into_iter().chain([RealsOut(count), Integer(count as i64)]).collect()
    }
}

/// The numbers of a step of DDPM.
#[derive(Clone, Copy, Debug)]
pub struct Scales {
    /// √ᾱₜ.
    pub signal: f64,
    /// √(1 − ᾱₜ).
    pub deviation: f64,
    /// Of x₀ in the mean.
    pub of_start: f64,
    /// Of xₜ in the mean.
    pub of_x: f64,
    /// What fresh noise is multiplied by.
    pub fresh: f64,
    /// x₀ is clipped to −`limit` to `limit`.
    pub limit: f64,
}

fn ddpm_step_launch(step: Step<'_>, scales: &Scales) -> Launch {
    let &Scales { signal, deviation, of_start, of_x, fresh, limit } = scales;
    let numbers = [signal, deviation, of_start, of_x, fresh, limit].map(Real);
    launch("ddpm_step", step.x.len(), step.arrays().into_iter().chain(numbers).collect())
}

/// A step of DDPM with given numbers; shape (n, d).
///
/// # Panics
/// If the arrays differ in shape.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn ddpm_step(step: Step<'_>, scales: &Scales, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(ddpm_step_launch(step, scales).run(precision)?);
    Ok(shaped(step.x.raw_dim(), out))
}

fn ddim_step_launch(step: Step<'_>, [from, to]: [f64; 2], sigma: f64) -> Launch {
    let direction = (1.0 - to - sigma * sigma).max(0.0).sqrt();
    let numbers = [from.sqrt(), (1.0 - from).sqrt(), to.sqrt(), direction, sigma].map(Real);
    launch("ddim_step", step.x.len(), step.arrays().into_iter().chain(numbers).collect())
}

/// A step of DDIM between two ᾱ, with fresh noise of the deviation sigma; shape (n, d).
///
/// # Panics
/// If the arrays differ in shape.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn ddim_step(
    step: Step<'_>,
    levels: [f64; 2],
    sigma: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(ddim_step_launch(step, levels, sigma).run(precision)?);
    Ok(shaped(step.x.raw_dim(), out))
}

fn guided_launch(conditional: ArrayView2<'_, f64>, unconditional: ArrayView2<'_, f64>, s: f64) -> Launch {
    assert_eq!(conditional.dim(), unconditional.dim(), "one shape");
    let count = conditional.len();
    let arrays = [Reals(flat(conditional)), Reals(flat(unconditional)), RealsOut(count)];
    launch("guided", count, arrays.into_iter().chain([Integer(count as i64), Real(s)]).collect())
}

/// Guidance, u + s (c − u); shape (n, d).
///
/// # Panics
/// If the arrays differ in shape.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn guided(
    conditional: ArrayView2<'_, f64>,
    unconditional: ArrayView2<'_, f64>,
    s: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(guided_launch(conditional, unconditional, s).run(precision)?);
    Ok(shaped(conditional.raw_dim(), out))
}
