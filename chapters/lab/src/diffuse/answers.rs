//! The chapter's functions as the experiments call them: **the one place where answers are plugged in**.
//!
//! Everything that an exercise of the chapter asks for is called through this file, and nothing else of the folder computes it. What is called
//! is `diffusion::answers`: the solutions, or with the feature `mine` the reader's answers. Networks are candle's: their gradients are needed.

use std::cell::RefCell;

use anyhow::Result;
use diffusion::answers::{
    BLOCKS, CFG, CONSISTENCY, CONVERT, DDIM, DPM_SOLVER, EDM, FD_LOSS, FLOW_LOSS, FRECHET, HEUN, MIN_SNR,
    PATCHIFY, Q_SAMPLE, SCHEDULE,
};
use diffusion::{Edges, FeatureQueue, Form, Jump, Law, Level};
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, Axis, s};

/// Steps of the schedules.
pub(super) const STEPS: usize = 1000;

/// What a network predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Noise,
    Clean,
    Velocity,
}

impl Target {
    fn form(self) -> Form {
        match self {
            Target::Noise => Form::Noise,
            Target::Clean => Form::Data,
            Target::Velocity => Form::V,
        }
    }
}

/// ᾱ at each of the 1000 steps: β linear from 1e−4 to 0.02, or the cosine.
pub(super) fn schedule(cosine: bool) -> Vec<f64> {
    let betas = if cosine { (SCHEDULE.cosine)(STEPS) } else { (SCHEDULE.linear)(STEPS, 1e-4, 0.02) };
    (SCHEDULE.cumulative)(betas.view()).to_vec()
}

/// √ᾱ x₀ + √(1 − ᾱ) ε, with an ᾱ for each row.
pub(super) fn noised(clean: &Array2<f32>, noise: &Array2<f32>, bars: &[f64]) -> Array2<f32> {
    let each: Vec<usize> = (0..bars.len()).collect();
    Q_SAMPLE(clean.view(), noise.view(), ArrayView1::from(bars), &each)
}

fn converted(from: Form, to: Form, value: &Array2<f32>, x: &Array2<f32>, bars: &[f64]) -> Array2<f32> {
    let alpha: Array1<f32> = bars.iter().map(|bar| bar.sqrt() as f32).collect();
    let sigma: Array1<f32> = bars.iter().map(|bar| (1.0 - bar).sqrt() as f32).collect();
    CONVERT(from, to, value.view(), x.view(), alpha.view(), sigma.view())
}

/// What a network that predicts this should say.
pub(super) fn wanted(target: Target, clean: &Array2<f32>, noise: &Array2<f32>, bars: &[f64]) -> Array2<f32> {
    match target {
        Target::Noise => noise.clone(),
        Target::Clean => clean.clone(),
        Target::Velocity => converted(Form::Data, Form::V, clean, &noised(clean, noise, bars), bars),
    }
}

/// The data that a prediction stands for.
pub(super) fn cleaned(target: Target, x: &Array2<f32>, said: &Array2<f32>, bar: f64) -> Array2<f32> {
    match target {
        // As a step of DDIM to data: its range includes levels with next to no signal.
        Target::Noise => {
            let none = Array2::zeros(x.raw_dim());
            (DDIM.step)(x.view(), said.view(), none.view(), Jump { from: bar, to: 1.0, eta: 0.0 })
        }
        Target::Clean => said.clone(),
        Target::Velocity => converted(Form::V, Form::Data, said, x, &vec![bar; x.nrows()]),
    }
}

/// The weight of a squared error.
pub(super) fn min_snr(target: Target, snr: f64, gamma: f64) -> f64 {
    f64::from(MIN_SNR(Array1::from_elem(1, snr as f32).view(), gamma as f32, target.form())[0])
}

/// From ᾱ to the ᾱ of an earlier step.
pub(super) fn ddim(
    x: &Array2<f32>,
    clean: &Array2<f32>,
    (from, to): (f64, f64),
    eta: f64,
    noise: &Array2<f32>,
) -> Array2<f32> {
    let said = converted(Form::Data, Form::Noise, clean, x, &vec![from; x.nrows()]);
    (DDIM.step)(x.view(), said.view(), noise.view(), Jump { from, to, eta })
}

/// Guided by a label: with s = 1 not at all.
pub(super) fn guided(with: &Array2<f32>, without: &Array2<f32>, s: f64) -> Array2<f32> {
    const NONE: usize = 1;
    // A network that has been asked already: rows are known by their number, which is all that x has.
    let network = |x: ArrayView2<'_, f32>, _: ArrayView1<'_, f32>, labels: &[usize]| {
        let mut said = Array2::zeros(x.raw_dim());
        for ((mut row, x), &label) in said.rows_mut().into_iter().zip(x.rows()).zip(labels) {
            let own = x[0] as usize;
            row.assign(&if label == NONE { without.row(own) } else { with.row(own) });
        }
        said
    };
    let numbers = Array2::from_shape_fn(with.raw_dim(), |(i, _)| i as f32);
    let count = with.nrows();
    (CFG.guide)(&network, numbers.view(), Array1::zeros(count).view(), &vec![0; count], NONE, s as f32)
}

/// What gives the data for an x and the deviation of its noise.
pub(super) type Denoiser<'a> = &'a dyn Fn(&Array2<f32>, f64) -> Result<Array2<f32>>;

/// A solver with a denoiser that can fail. A level that it asks for is the nearest one in the list.
fn solved(
    sigmas: &[f64],
    denoiser: Denoiser<'_>,
    solver: impl FnOnce(diffusion::Network<'_>) -> Array2<f32>,
) -> Result<Array2<f32>> {
    let failed = RefCell::new(None);
    let network = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>| {
        let away = |sigma: &&f64| (**sigma - f64::from(levels[0])).abs();
        let level = sigmas.iter().min_by(|a, b| away(a).total_cmp(&away(b))).expect("levels");
        denoiser(&x.to_owned(), *level).unwrap_or_else(|error| {
            failed.borrow_mut().get_or_insert(error);
            Array2::zeros(x.raw_dim())
        })
    };
    let end = solver(&network);
    failed.into_inner().map_or(Ok(end), Err)
}

/// From σ to σ: the last step, and every one of Euler's, with one slope, and all others with the mean of two.
pub(super) fn heun(
    x: Array2<f32>,
    sigmas: &[f64],
    second: bool,
    denoiser: Denoiser<'_>,
) -> Result<Array2<f32>> {
    let levels: Array1<f32> = sigmas.iter().map(|&sigma| sigma as f32).collect();
    let solver = if second { HEUN.heun } else { HEUN.euler };
    solved(sigmas, denoiser, |network| solver(network, x.view(), levels.view()))
}

/// DPM-Solver++ of second order, with what the step before has found; the first and the last step are of first order.
pub(super) fn two_m(x: Array2<f32>, sigmas: &[f64], denoiser: Denoiser<'_>) -> Result<Array2<f32>> {
    let levels: Vec<Level> = sigmas.iter().map(|&sigma| Level { alpha: 1.0, sigma }).collect();
    solved(sigmas, denoiser, |network| (DPM_SOLVER.sample)(network, x.view(), &levels))
}

/// The point between data (t = 0) and noise (t = 1) for each row, and the velocity there, from data to noise.
///
/// # Panics
/// If the loss is not the mean squared error from that velocity: its gradient would be another than the one that is trained with.
pub(super) fn flow(data: &Array2<f32>, noise: &Array2<f32>, times: &[f32]) -> [Array2<f32>; 2] {
    let seen = RefCell::new(Vec::new());
    let network = |x: ArrayView2<'_, f32>, _: ArrayView1<'_, f32>| {
        seen.borrow_mut().push(x.to_owned());
        Array2::zeros(x.raw_dim())
    };
    let loss = (FLOW_LOSS.loss)(&network, data.view(), noise.view(), ArrayView1::from(times));
    let velocity = noise - data;
    let expected = (&velocity * &velocity).mean().unwrap_or_default();
    assert!(
        (loss - expected).abs() <= 1e-3 * expected.max(1e-6),
        "flow_loss gives {loss} for a network that always says 0; the mean square of noise - data is {expected}"
    );
    let seen = seen.into_inner();
    let views: Vec<ArrayView2<'_, f32>> = seen.iter().map(|rows| rows.view()).collect();
    let x = ndarray::concatenate(Axis(0), &views).expect("rows of the data's length");
    assert_eq!(x.dim(), data.dim(), "flow_loss asks the network for each row once");
    [x, velocity]
}

/// A step of Euler along a velocity.
pub(super) fn along(x: &Array2<f32>, velocity: &Array2<f32>, from: f64, to: f64) -> Array2<f32> {
    (FLOW_LOSS.step)(x.view(), velocity.view(), from as f32, to as f32)
}

/// `c_skip`, `c_out`, `c_in` and `c_noise`, and the weight of a squared error.
pub(super) fn edm(sigma: f64, of_data: f64) -> [f64; 5] {
    let scales = (EDM.scales)(sigma, of_data);
    [scales.skip, scales.out, scales.input, scales.noise, scales.weight]
}

/// Levels from the largest to the smallest with ρ = 7.
pub(super) fn karras(count: usize, least: f64, most: f64) -> Vec<f64> {
    let mut levels = (EDM.grid)(count, least, most, 7.0).to_vec();
    levels.truncate(count);
    levels
}

/// `c_skip` and `c_out`: 1 and 0 at the smallest σ.
pub(super) fn consistency(sigma: f64, of_data: f64, least: f64) -> [f64; 2] {
    let edges = Edges { least: least as f32, data: of_data as f32 };
    let (skip, out) = (CONSISTENCY.scales)(sigma as f32, edges);
    [f64::from(skip), f64::from(out)]
}

/// From z at σ one step to a smaller σ, given the data that a block sees in it.
pub(super) fn block_step(z: &Array2<f32>, clean: &Array2<f32>, from: f64, to: f64) -> Array2<f32> {
    (BLOCKS.step)(z.view(), clean.view(), from, to)
}

/// From the largest level to the smallest: boundaries between which levels fall equally often, if their logarithms are normal.
pub(super) fn boundaries(count: usize, (mean, deviation): (f64, f64), least: f64, most: f64) -> Vec<f64> {
    (BLOCKS.boundaries)(count, Law { mean, deviation }, least, most).to_vec()
}

/// The block of a level; one on a boundary is of the block above it.
pub(super) fn block_of(sigma: f64, boundaries: &[f64]) -> usize {
    (BLOCKS.of)(sigma, ArrayView1::from(boundaries))
}

/// A mean and a covariance.
pub(super) struct Moments {
    pub(super) mean: Array1<f64>,
    pub(super) covariance: Array2<f64>,
}

/// The mean and the covariance of features, one row each.
pub(super) fn moments(features: &Array2<f64>) -> Moments {
    let (mean, covariance) = (FRECHET.moments)(features.view());
    Moments { mean, covariance }
}

/// The Fréchet distance of features, one row each.
pub(super) fn frechet(features: &Array2<f64>, data: &Moments) -> f64 {
    let own = moments(features);
    (FRECHET.distance)(own.mean.view(), own.covariance.view(), data.mean.view(), data.covariance.view())
}

/// The Fréchet distance FD, and the gradient of FD / (FD + 0.01) in the features, the denominator being a constant.
pub(super) fn fd_loss(features: &Array2<f64>, data: &Moments) -> (f64, Array2<f64>) {
    let mut queue = FeatureQueue { features: Array2::zeros(features.raw_dim()), next: 0 };
    (FD_LOSS.push)(&mut queue, features.view());
    let value = (FD_LOSS.loss)(&queue, features.nrows(), data.mean.view(), data.covariance.view());
    (value.distance, value.gradient)
}

/// Images (n, side²) as patches (n · (side / p)², p²), both row by row.
pub(super) fn patchify(images: &Array2<f32>, side: usize, p: usize) -> Array2<f32> {
    let tokens: Vec<Array2<f32>> = images
        .rows()
        .into_iter()
        .map(|image| {
            let image = image.to_owned().into_shape_with_order((1, side, side)).expect("side² pixels");
            (PATCHIFY.patchify)(image.view(), p)
        })
        .collect();
    let views: Vec<ArrayView2<'_, f32>> = tokens.iter().map(|rows| rows.view()).collect();
    ndarray::concatenate(Axis(0), &views).expect("as many numbers in each")
}

/// The images again.
pub(super) fn unpatchify(patches: &Array2<f32>, side: usize, p: usize) -> Array2<f32> {
    let tokens = (side / p) * (side / p);
    let count = patches.nrows() / tokens;
    let mut images = Array2::zeros((count, side * side));
    for (i, mut image) in images.rows_mut().into_iter().enumerate() {
        let own: Array3<f32> =
            (PATCHIFY.unpatchify)(patches.slice(s![i * tokens..(i + 1) * tokens, ..]), (1, side, side), p);
        image.assign(&own.iter().copied().collect::<Array1<f32>>());
    }
    images
}

#[cfg(test)]
mod tests;
