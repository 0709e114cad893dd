//! Continuous time, and what a network predicts.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::waves::wave;
use crate::{Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let times = wave(1, 307, 0.1).row(0).mapv(f64::abs);
    let [x, score, noise] = [0.1, 0.2, 0.3].map(|phase| wave(61, 7, phase));
    let (betas, time) = ([0.1, 20.0], 0.4);
    let [alpha, sigma] = [0.4, 0.5].map(|phase| wave(1, 61, phase).row(0).mapv(|x| 0.1 + x.abs()));
    let mut all = vec![
        vp_marginal_launch(times.view(), betas),
        ve_noise_launch(times.view(), [0.01, 50.0]),
        vp_drift_launch(x.view(), score.view(), time, betas, 1.0),
        vp_step_launch([x.view(), score.view(), noise.view()], [time, 0.01], betas),
        min_snr_launch((9.0 * &times).view(), 5.0, 0),
    ];
    let converted =
        |from, to| convert_form_launch([x.view(), score.view()], [alpha.view(), sigma.view()], [from, to]);
    all.extend([converted(0, 4), converted(2, 3)]);
    all
}

fn vp_marginal_launch(times: ArrayView1<'_, f64>, [first, last]: [f64; 2]) -> Launch {
    let count = times.len();
    let arrays = [Reals(flat(times)), RealsOut(count), RealsOut(count)];
    launch(
        "vp_marginal",
        count,
        arrays.into_iter().chain(sizes([count])).chain([Real(first), Real(last)]).collect(),
    )
}

/// What the variance-preserving process with β from `first` to `last` multiplies data by, and the deviation of its noise, at each time.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn vp_marginal(
    times: ArrayView1<'_, f64>,
    betas: [f64; 2],
    precision: Precision,
) -> Result<[Array1<f64>; 2], Unavailable> {
    let [mean, deviation] = take(vp_marginal_launch(times, betas).run(precision)?);
    Ok([shaped(times.len(), mean), shaped(times.len(), deviation)])
}

fn ve_noise_launch(times: ArrayView1<'_, f64>, [smallest, largest]: [f64; 2]) -> Launch {
    let count = times.len();
    let arrays = [Reals(flat(times)), RealsOut(count), RealsOut(count)];
    launch(
        "ve_noise",
        count,
        arrays.into_iter().chain(sizes([count])).chain([Real(smallest), Real(largest)]).collect(),
    )
}

/// σ and g of the process whose variance explodes from `smallest` to `largest`, at each time.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn ve_noise(
    times: ArrayView1<'_, f64>,
    sigmas: [f64; 2],
    precision: Precision,
) -> Result<[Array1<f64>; 2], Unavailable> {
    let [sigma, diffusion] = take(ve_noise_launch(times, sigmas).run(precision)?);
    Ok([shaped(times.len(), sigma), shaped(times.len(), diffusion)])
}

fn vp_drift_launch(
    x: ArrayView2<'_, f64>,
    score: ArrayView2<'_, f64>,
    t: f64,
    [first, last]: [f64; 2],
    share: f64,
) -> Launch {
    assert_eq!(x.dim(), score.dim(), "a score for each number");
    let count = x.len();
    let arrays = [Reals(flat(x)), Reals(flat(score)), RealsOut(count)];
    let numbers = [t, first, last, share].map(Real);
    launch("vp_drift", count, arrays.into_iter().chain(sizes([count])).chain(numbers).collect())
}

/// The drift of the variance-preserving process less `share` times g² times the score.
///
/// # Shapes
/// `x` and `score` (n, d) give (n, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn vp_drift(
    x: ArrayView2<'_, f64>,
    score: ArrayView2<'_, f64>,
    t: f64,
    betas: [f64; 2],
    share: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [drift] = take(vp_drift_launch(x, score, t, betas, share).run(precision)?);
    Ok(shaped(x.dim(), drift))
}

fn vp_step_launch(
    [x, score, noise]: [ArrayView2<'_, f64>; 3],
    [t, dt]: [f64; 2],
    [first, last]: [f64; 2],
) -> Launch {
    assert!(x.dim() == score.dim() && x.dim() == noise.dim(), "a score and noise for each number");
    let count = x.len();
    let arrays = [Reals(flat(x)), Reals(flat(score)), Reals(flat(noise)), RealsOut(count)];
    let numbers = [t, dt, first, last].map(Real);
    launch("vp_step", count, arrays.into_iter().chain(sizes([count])).chain(numbers).collect())
}

/// A step of Euler and Maruyama by the reverse equation of the variance-preserving process, from t to t − dt.
///
/// # Shapes
/// x, score and noise (n, d) give (n, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn vp_step(
    arrays: [ArrayView2<'_, f64>; 3],
    times: [f64; 2],
    betas: [f64; 2],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [next] = take(vp_step_launch(arrays, times, betas).run(precision)?);
    Ok(shaped(arrays[0].dim(), next))
}

fn convert_form_launch(
    [value, x]: [ArrayView2<'_, f64>; 2],
    [alpha, sigma]: [ArrayView1<'_, f64>; 2],
    [from, to]: [usize; 2],
) -> Launch {
    let (rows, width) = x.dim();
    assert!(value.dim() == x.dim() && alpha.len() == rows && sigma.len() == rows, "a level for each row");
    let arrays =
        [Reals(flat(value)), Reals(flat(x)), Reals(flat(alpha)), Reals(flat(sigma)), RealsOut(rows * width)];
    launch("convert_form", rows * width, arrays.into_iter().chain(sizes([rows, width, from, to])).collect())
}

/// A prediction in one form as another; 0 is the noise, 1 the data, 2 is v, 3 the score, 4 the velocity from data to noise.
///
/// # Shapes
/// The value and x (n, d), α and σ (n) give (n, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn convert_form(
    arrays: [ArrayView2<'_, f64>; 2],
    levels: [ArrayView1<'_, f64>; 2],
    forms: [usize; 2],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(convert_form_launch(arrays, levels, forms).run(precision)?);
    Ok(shaped(arrays[1].dim(), out))
}

fn min_snr_launch(snr: ArrayView1<'_, f64>, gamma: f64, form: usize) -> Launch {
    let count = snr.len();
    let arguments =
        vec![Reals(flat(snr)), RealsOut(count), Integer(count as i64), Integer(form as i64), Real(gamma)];
    launch("min_snr", count, arguments)
}

/// The weights of Min-SNR-γ for a network that predicts the noise (0), the data (1), or v (2).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn min_snr(
    snr: ArrayView1<'_, f64>,
    gamma: f64,
    form: usize,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [weights] = take(min_snr_launch(snr, gamma, form).run(precision)?);
    Ok(shaped(snr.len(), weights))
}
