//! Schedules, and samples at a step.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integers, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::waves::wave;
use crate::{Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let (x0, noise) = (wave(31, 11, 0.1), wave(31, 11, 0.2));
    let steps: Vec<usize> = (0..31).map(|i| 7 * i % 23).collect();
    let abar = Array1::from_shape_fn(23, |t| 0.9_f64.powi(t as i32 + 1));
    vec![
        betas_launch(Betas::Linear, 1003, 1e-4, 0.02),
        betas_launch(Betas::ScaledLinear, 1003, 0.00085, 0.012),
        betas_launch(Betas::Cosine, 1003, 0.0, 0.0),
        along_launch("signal_kept", (0.01 * wave(1, 607, 0.1) + 0.02).row(0)),
        along_launch("signal_to_noise", (0.4 * wave(1, 607, 0.3) + 0.5).row(0)),
        q_sample_launch(x0.view(), noise.view(), abar.view(), &steps),
        noise_error_launch(x0.view(), noise.view()),
    ]
}

/// A rule for how much noise comes in at each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Betas {
    /// Evenly from the first to the last.
    Linear,
    /// The squares of what goes evenly from one root to the other.
    ScaledLinear,
    /// Such that what is left is a squared cosine; the first and the last are not asked for.
    Cosine,
}

pub(crate) fn betas_launch(rule: Betas, steps: usize, first: f64, last: f64) -> Launch {
    let ends = || [Real(first), Real(last)].into_iter();
    let (name, ends): (_, Vec<_>) = match rule {
        Betas::Linear => ("beta_linear", ends().collect()),
        Betas::ScaledLinear => ("beta_scaled_linear", ends().collect()),
        Betas::Cosine => ("beta_cosine", Vec::new()),
    };
    let arguments = std::iter::once(RealsOut(steps)).chain(ends).chain(sizes([steps]));
    launch(name, steps, arguments.collect())
}

/// β of each step by a rule.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn betas(
    rule: Betas,
    steps: usize,
    first: f64,
    last: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(betas_launch(rule, steps, first, last).run(precision)?);
    Ok(shaped(steps, out))
}

fn along_launch(kernel: &str, numbers: ArrayView1<'_, f64>) -> Launch {
    let steps = numbers.len();
    let arrays = [Reals(flat(numbers)), RealsOut(steps)];
    launch(kernel, steps, arrays.into_iter().chain(sizes([steps])).collect())
}

/// ᾱ of each step from β of each.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn signal_kept(betas: ArrayView1<'_, f64>, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(along_launch("signal_kept", betas).run(precision)?);
    Ok(shaped(betas.len(), out))
}

/// ᾱ/(1 − ᾱ).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn signal_to_noise(abar: ArrayView1<'_, f64>, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(along_launch("signal_to_noise", abar).run(precision)?);
    Ok(shaped(abar.len(), out))
}

pub(crate) fn q_sample_launch(
    x0: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> Launch {
    let (n, d) = x0.dim();
    assert_eq!((noise.dim(), steps.len()), ((n, d), n), "noise as x0, and a step for each row");
    assert!(steps.iter().all(|&step| step < abar.len()), "steps below {}", abar.len());
    let steps = steps.iter().map(|&step| step as i64).collect();
    let arrays = [Reals(flat(x0)), Reals(flat(noise)), Reals(flat(abar)), Integers(steps), RealsOut(n * d)];
    launch("q_sample", n * d, arrays.into_iter().chain(sizes([n, d])).collect())
}

/// Rows (n, d) at a step of the noise each.
///
/// # Panics
/// If the shapes do not fit together, or a step is not below T.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn q_sample(
    x0: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(q_sample_launch(x0, noise, abar, steps).run(precision)?);
    Ok(shaped(x0.dim(), out))
}

pub(crate) fn noise_error_launch(predicted: ArrayView2<'_, f64>, noise: ArrayView2<'_, f64>) -> Launch {
    assert_eq!(predicted.dim(), noise.dim(), "as many predicted");
    let arrays = [Reals(flat(predicted)), Reals(flat(noise)), RealsOut(1)];
    launch("noise_error", 1, arrays.into_iter().chain(sizes([noise.len()])).collect())
}

/// The mean of (predicted − noise)² over all entries.
///
/// # Panics
/// If the shapes differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn noise_error(
    predicted: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<f64, Unavailable> {
    let [out] = take(noise_error_launch(predicted, noise).run(precision)?);
    Ok(out.reals()[0])
}
