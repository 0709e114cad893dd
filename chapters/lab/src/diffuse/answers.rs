//! The chapter's functions as the experiments call them: **the one place where answers are plugged in**.
//!
//! Everything that an exercise of the chapter asks for is called through this file, and nothing else of the folder computes it. A
//! function here whose exercise is in the chapter's list calls `diffusion::answers`, and so with the feature `mine` the reader's
//! answer; what stands here in full has the signature that the experiments need. Networks are candle's: their gradients are needed.

use ndarray::{Array1, Array2, ArrayView2, Axis, Zip};

use super::scores::{self, eigen, function};

/// Steps of the schedules.
pub(super) const STEPS: usize = 1000;

/// What a network predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Noise,
    Clean,
    Velocity,
}

// diffusion/schedule
/// ᾱ at each of the 1000 steps: β linear from 1e−4 to 0.02, or the cosine.
pub(super) fn schedule(cosine: bool) -> Vec<f64> {
    let at = |t: f64| ((t / STEPS as f64 + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
    let beta = |t: usize| match (cosine, t as f64) {
        (true, t) => (1.0 - at(t + 1.0) / at(t)).min(0.999),
        (false, t) => 1e-4 + (0.02 - 1e-4) * t / (STEPS - 1) as f64,
    };
    (0..STEPS)
        .scan(1.0, |product, t| {
            *product *= 1.0 - beta(t);
            Some(*product)
        })
        .collect()
}

/// a x + b y, where each row has its own a and b.
fn mixed(x: ArrayView2<'_, f32>, y: ArrayView2<'_, f32>, of: impl Fn(usize) -> (f64, f64)) -> Array2<f32> {
    let mut sum = Array2::zeros(x.raw_dim());
    for (i, mut row) in sum.axis_iter_mut(Axis(0)).enumerate() {
        let (a, b) = of(i);
        Zip::from(&mut row).and(x.row(i)).and(y.row(i)).for_each(|sum, &x, &y| {
            *sum = (a * f64::from(x) + b * f64::from(y)) as f32;
        });
    }
    sum
}

// diffusion/q_sample
/// √ᾱ x₀ + √(1 − ᾱ) ε, with an ᾱ for each row.
pub(super) fn noised(clean: &Array2<f32>, noise: &Array2<f32>, bars: &[f64]) -> Array2<f32> {
    mixed(clean.view(), noise.view(), |i| (bars[i].sqrt(), (1.0 - bars[i]).sqrt()))
}

// diffusion/convert
/// What a network that predicts this should say.
pub(super) fn wanted(target: Target, clean: &Array2<f32>, noise: &Array2<f32>, bars: &[f64]) -> Array2<f32> {
    match target {
        Target::Noise => noise.clone(),
        Target::Clean => clean.clone(),
        Target::Velocity => mixed(noise.view(), clean.view(), |i| (bars[i].sqrt(), -(1.0 - bars[i]).sqrt())),
    }
}

// diffusion/convert
/// The data that a prediction stands for.
pub(super) fn cleaned(target: Target, x: &Array2<f32>, said: &Array2<f32>, bar: f64) -> Array2<f32> {
    let (alpha, sigma) = (bar.sqrt(), (1.0 - bar).sqrt());
    match target {
        Target::Noise => mixed(x.view(), said.view(), |_| (1.0 / alpha, -sigma / alpha)),
        Target::Clean => said.clone(),
        Target::Velocity => mixed(x.view(), said.view(), |_| (alpha, -sigma)),
    }
}

// diffusion/min_snr
/// The weight of a squared error.
pub(super) fn min_snr(target: Target, snr: f64, gamma: f64) -> f64 {
    match target {
        Target::Noise => snr.min(gamma) / snr,
        Target::Clean => snr.min(gamma),
        Target::Velocity => snr.min(gamma) / (snr + 1.0),
    }
}

// diffusion/ddim
/// From ᾱ to the ᾱ of an earlier step.
pub(super) fn ddim(
    x: &Array2<f32>,
    clean: &Array2<f32>,
    (from, to): (f64, f64),
    eta: f64,
    noise: &Array2<f32>,
) -> Array2<f32> {
    let fresh = eta * ((1.0 - to) / (1.0 - from)).sqrt() * (1.0 - from / to).max(0.0).sqrt();
    let along = (1.0 - to - fresh * fresh).max(0.0).sqrt() / (1.0 - from).sqrt();
    let moved = mixed(x.view(), clean.view(), |_| (along, to.sqrt() - along * from.sqrt()));
    mixed(moved.view(), noise.view(), |_| (1.0, fresh))
}

// diffusion/cfg
/// Guided by a label: with s = 1 not at all.
pub(super) fn guided(with: &Array2<f32>, without: &Array2<f32>, s: f64) -> Array2<f32> {
    mixed(with.view(), without.view(), |_| (s, 1.0 - s))
}

/// What gives the data for an x and the deviation of its noise.
pub(super) type Denoiser<'a> = &'a dyn Fn(&Array2<f32>, f64) -> anyhow::Result<Array2<f32>>;

// diffusion/heun
/// From σ to σ: the last step, and every one of Euler's, with one slope, and all others with the mean of two.
pub(super) fn heun(
    mut x: Array2<f32>,
    sigmas: &[f64],
    second: bool,
    denoiser: Denoiser<'_>,
) -> anyhow::Result<Array2<f32>> {
    for pair in sigmas.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let slope = |x: &Array2<f32>, clean: &Array2<f32>, sigma: f64| {
            mixed(x.view(), clean.view(), |_| (1.0 / sigma, -1.0 / sigma))
        };
        let first = slope(&x, &denoiser(&x, from)?, from);
        let step = |slope: &Array2<f32>| mixed(x.view(), slope.view(), |_| (1.0, to - from));
        let euler = step(&first);
        x = if second && to > 0.0 {
            let other = slope(&euler, &denoiser(&euler, to)?, to);
            step(&mixed(first.view(), other.view(), |_| (0.5, 0.5)))
        } else {
            euler
        };
    }
    Ok(x)
}

// diffusion/dpm_solver
/// DPM-Solver++ of second order, with what the step before has found; the first and the last step are of first order.
pub(super) fn two_m(
    mut x: Array2<f32>,
    sigmas: &[f64],
    denoiser: Denoiser<'_>,
) -> anyhow::Result<Array2<f32>> {
    let mut before: Option<(Array2<f32>, f64)> = None;
    for pair in sigmas.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let clean = denoiser(&x, from)?;
        let step = (from / to).ln();
        let best = match &before {
            Some((last, width)) if to > 0.0 => {
                let half = step / width / 2.0;
                mixed(clean.view(), last.view(), |_| (1.0 + half, -half))
            }
            _ => clean.clone(),
        };
        x = mixed(x.view(), best.view(), |_| (to / from, 1.0 - to / from));
        before = Some((clean, step));
    }
    Ok(x)
}

// diffusion/flow_loss
/// The point between data (t = 0) and noise (t = 1) for each row, and the velocity there, from data to noise.
pub(super) fn flow(data: &Array2<f32>, noise: &Array2<f32>, times: &[f32]) -> [Array2<f32>; 2] {
    let at = mixed(data.view(), noise.view(), |i| (1.0 - f64::from(times[i]), f64::from(times[i])));
    [at, noise - data]
}

// diffusion/flow_loss
/// A step of Euler along a velocity.
pub(super) fn along(x: &Array2<f32>, velocity: &Array2<f32>, from: f64, to: f64) -> Array2<f32> {
    mixed(x.view(), velocity.view(), |_| (1.0, to - from))
}

// diffusion/edm
/// `c_skip`, `c_out`, `c_in` and `c_noise`, and the weight of a squared error.
pub(super) fn edm(sigma: f64, of_data: f64) -> [f64; 5] {
    let both = sigma * sigma + of_data * of_data;
    let out = sigma * of_data / both.sqrt();
    [of_data * of_data / both, out, 1.0 / both.sqrt(), sigma.ln() / 4.0, 1.0 / (out * out)]
}

// diffusion/edm
/// Levels from the largest to the smallest with ρ = 7.
pub(super) fn karras(count: usize, least: f64, most: f64) -> Vec<f64> {
    let [a, b] = [most, least].map(|sigma| sigma.powf(1.0 / 7.0));
    (0..count).map(|i| (a + (b - a) * i as f64 / (count - 1) as f64).powi(7)).collect()
}

// diffusion/consistency
/// `c_skip` and `c_out`: 1 and 0 at the smallest σ.
pub(super) fn consistency(sigma: f64, of_data: f64, least: f64) -> [f64; 2] {
    let above = sigma - least;
    let skip = of_data * of_data / (above * above + of_data * of_data);
    [skip, above * of_data / (sigma * sigma + of_data * of_data).sqrt()]
}

// diffusion/blocks
/// From z at σ one step to a smaller σ, given the data that a block sees in it.
pub(super) fn block_step(z: &Array2<f32>, clean: &Array2<f32>, from: f64, to: f64) -> Array2<f32> {
    mixed(z.view(), clean.view(), |_| (to / from, 1.0 - to / from))
}

// diffusion/blocks
/// From the largest level to the smallest: boundaries between which levels fall equally often, if their logarithms are normal.
pub(super) fn boundaries(count: usize, (mean, deviation): (f64, f64), least: f64, most: f64) -> Vec<f64> {
    let under = |level: f64| scores::normal((level - mean) / deviation);
    let share = |i: usize| {
        let [low, high] = [least, most].map(|sigma| under(sigma.ln()));
        high + (low - high) * i as f64 / count as f64
    };
    // Found by halving: the inverse of the distribution.
    let at = |i: usize| {
        let (mut low, mut high) = (least.ln(), most.ln());
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if under(middle) < share(i) { low = middle } else { high = middle }
        }
        low.exp()
    };
    let ends = |i: usize| if i == 0 { most } else { least };
    (0..=count).map(|i| if i == 0 || i == count { ends(i) } else { at(i) }).collect()
}

// diffusion/blocks
/// The block of a level; one on a boundary is of the block above it.
pub(super) fn block_of(sigma: f64, boundaries: &[f64]) -> usize {
    boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap_or(boundaries.len() - 2)
}

/// A mean and a covariance.
pub(super) struct Moments {
    pub(super) mean: Array1<f64>,
    pub(super) covariance: Array2<f64>,
}

// diffusion/frechet
/// The mean and the covariance of features, one row each.
pub(super) fn moments(features: &Array2<f64>) -> Moments {
    let mean = features.mean_axis(Axis(0)).expect("rows");
    let centred = features - &mean;
    let covariance = centred.t().dot(&centred) / (features.nrows() as f64 - 1.0);
    Moments { mean, covariance }
}

// diffusion/frechet
/// The Fréchet distance of features, one row each.
pub(super) fn frechet(features: &Array2<f64>, data: &Moments) -> f64 {
    let own = moments(features);
    let root = function(&own.covariance, f64::sqrt);
    let (inner, _) = eigen(&root.dot(&data.covariance).dot(&root));
    let traces = own.covariance.diag().sum() + data.covariance.diag().sum();
    let apart = (&own.mean - &data.mean).mapv(|x| x * x).sum();
    apart + traces - 2.0 * inner.mapv(|x| x.max(0.0).sqrt()).sum()
}

// diffusion/fd_loss
/// The Fréchet distance FD, and the gradient of FD / (FD + 0.01) in the features, the denominator being a constant.
pub(super) fn fd_loss(features: &Array2<f64>, data: &Moments) -> (f64, Array2<f64>) {
    let own = moments(features);
    let distance = frechet(features, data);
    let root = function(&data.covariance, f64::sqrt);
    let inverse = function(&root.dot(&own.covariance).dot(&root), |x| 1.0 / x.sqrt().max(1e-4));
    let slope = Array2::eye(own.mean.len()) - root.dot(&inverse).dot(&root);
    let rows = features.nrows() as f64;
    let by_covariance = (features - &own.mean).dot(&slope) * (2.0 / (rows - 1.0));
    let gradient = by_covariance + &((&own.mean - &data.mean) * (2.0 / rows));
    (distance, gradient / (distance + 0.01))
}

// diffusion/patchify
/// Images (n, side²) as patches (n · (side / p)², p²), both row by row.
pub(super) fn patchify(images: &Array2<f32>, side: usize, p: usize) -> Array2<f32> {
    let across = side / p;
    Array2::from_shape_fn((images.nrows() * across * across, p * p), |(token, k)| {
        let (image, place) = (token / (across * across), token % (across * across));
        images[[image, (place / across * p + k / p) * side + place % across * p + k % p]]
    })
}

// diffusion/patchify
/// The images again.
pub(super) fn unpatchify(patches: &Array2<f32>, side: usize, p: usize) -> Array2<f32> {
    let across = side / p;
    let count = patches.nrows() / (across * across);
    Array2::from_shape_fn((count, side * side), |(image, pixel)| {
        let (row, column) = (pixel / side, pixel % side);
        patches[[(image * across + row / p) * across + column / p, row % p * p + column % p]]
    })
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::parameters::{normals, random};

    fn some(seed: u64, rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_vec((rows, columns), normals(&mut random(seed, 1, 0), rows * columns, 1.0))
            .unwrap()
    }

    fn near(a: &Array2<f32>, b: &Array2<f32>) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-5), "{a} {b}");
    }

    #[test]
    fn the_schedules_are_the_published_ones() {
        let (linear, cosine) = (schedule(false), schedule(true));
        assert!((linear[499] - 0.078_587).abs() < 1e-6 && (linear[999] - 4.035_83e-5).abs() < 1e-9);
        assert!((cosine[499] - 0.493_844).abs() < 1e-6 && (cosine[999] - 2.428_77e-9).abs() < 1e-13);
    }

    /// The toy schedule of the chapter, its data and its noise.
    #[test]
    fn a_step_of_ddim_is_the_golden_one() {
        let one = |x: f32| Array2::from_elem((1, 1), x);
        let x = noised(&one(1.5), &one(-0.7), &[0.504]);
        near(&x, &one(0.571_903));
        for target in [Target::Noise, Target::Clean, Target::Velocity] {
            let said = wanted(target, &one(1.5), &one(-0.7), &[0.504]);
            near(&cleaned(target, &x, &said, 0.504), &one(1.5));
        }
        near(&wanted(Target::Velocity, &one(1.5), &one(-0.7), &[0.504]), &one(-1.553_360));
        for (eta, expected) in [(0.0, 0.902_387), (0.5, 1.013_844), (1.0, 1.204_560)] {
            near(&ddim(&x, &one(1.5), (0.504, 0.72), eta, &one(0.4)), &one(expected));
        }
        near(&ddim(&x, &one(1.5), (0.504, 1.0), 1.0, &one(0.4)), &one(1.5));
    }

    /// Gaussian data of deviation 1/2, from x = 80.
    #[test]
    fn solvers_are_the_golden_ones() {
        let mut sigmas = karras(10, 0.002, 80.0);
        sigmas.push(0.0);
        let denoiser = |x: &Array2<f32>, sigma: f64| {
            Ok(x.mapv(|x| (f64::from(x) * 0.25 / (sigma * sigma + 0.25)) as f32))
        };
        let start = Array2::from_elem((1, 1), 80.0_f32);
        for (second, expected) in [(true, 0.609_798), (false, 0.365_213)] {
            let end = heun(start.clone(), &sigmas, second, &denoiser).unwrap();
            assert!((end[[0, 0]] - expected).abs() < 2e-4, "{end}");
        }
    }

    /// The toy schedule again: from step 3 over step 2 to step 1, where the network says 1.2 and then 1.5.
    #[test]
    fn two_steps_of_different_size_are_the_golden_ones() {
        let sigmas = [0.3024, 0.504, 0.72].map(|bar: f64| ((1.0 - bar) / bar).sqrt());
        let denoiser = |x: &Array2<f32>, sigma: f64| {
            Ok(Array2::from_elem(x.raw_dim(), if sigma > 1.0 { 1.2 } else { 1.5 }))
        };
        // So that x is at step 2 what it is in the chapter.
        let at_2 = 0.571_903 / 0.504_f64.sqrt();
        let start = 1.2 + (at_2 - 1.2) * sigmas[0] / sigmas[1];
        let end = two_m(Array2::from_elem((1, 1), start as f32), &sigmas, &denoiser).unwrap();
        assert!((f64::from(end[[0, 0]]) * 0.72_f64.sqrt() - 0.953_905).abs() < 2e-6, "{end}");
    }

    #[test]
    fn the_flow_and_the_boundary_are_the_golden_ones() {
        let one = |x: f32| Array2::from_elem((1, 1), x);
        let [x, v] = flow(&one(1.5), &one(-0.7), &[0.3]);
        near(&x, &one(0.84));
        near(&v, &one(-2.2));
        near(&along(&x, &v, 0.3, 0.0), &one(1.5));
        near(&guided(&one(0.8), &one(0.3), 3.0), &one(1.8));
        near(&block_step(&one(2.0), &one(0.4), 1.5, 1.0), &one(1.466_667));
        assert_eq!(consistency(0.002, 0.5, 0.002), [1.0, 0.0]);
        let [skip, out] = consistency(1.0, 0.5, 0.002);
        assert!((skip - 0.200_641).abs() < 1e-6 && (out - 0.446_319).abs() < 1e-6);
        let [skip, out, into, noise, weight] = edm(1.0, 0.5);
        assert!((skip - 0.2).abs() + (out - 0.447_214).abs() + (into - 0.894_427).abs() < 3e-6);
        assert!(noise == 0.0 && (weight - 5.0).abs() < 1e-9);
        let expected = [80.0, 17.527_832, 2.515_219, 0.169_753, 0.002];
        assert!(karras(5, 0.002, 80.0).iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5));
        let weights = [0.1, 1.0, 5.0, 20.0].map(|snr| min_snr(Target::Velocity, snr, 5.0));
        assert!(weights.iter().zip([0.0909, 0.5, 0.8333, 0.2381]).all(|(a, b)| (a - b).abs() < 1e-4));
    }

    /// Two sets with the moments (0, 1), [[2, 0.5], [0.5, 1]] and (1, −1), [[1, −0.3], [−0.3, 2]].
    #[test]
    fn the_distance_is_the_golden_one() {
        let set = |mean: [f64; 2], covariance: Array2<f64>| {
            // Four points with the covariance 1, turned into what is wanted.
            let points = array![[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]] * 0.75_f64.sqrt();
            points.dot(&function(&covariance, f64::sqrt)) + &array![mean[0], mean[1]]
        };
        let a = set([0.0, 1.0], array![[2.0, 0.5], [0.5, 1.0]]);
        let b = set([1.0, -1.0], array![[1.0, -0.3], [-0.3, 2.0]]);
        assert!((frechet(&a, &moments(&b)) - 5.575_426).abs() < 1e-6);
        assert!(frechet(&a, &moments(&a)).abs() < 1e-9);
    }

    /// Against a difference of FD, and its denominator.
    #[test]
    fn the_gradient_is_that_of_the_distance() {
        let x = some(5, 60, 3).mapv(f64::from);
        let data = moments(&some(6, 400, 3).mapv(|x| f64::from(2.0 * x + 0.5)));
        let (distance, gradient) = fd_loss(&x, &data);
        assert!((distance - frechet(&x, &data)).abs() < 1e-12);
        for at in [[0, 0], [7, 2], [59, 1]] {
            let moved = |by: f64| {
                let mut x = x.clone();
                x[at] += by;
                frechet(&x, &data)
            };
            let expected = (moved(1e-4) - moved(-1e-4)) / 2e-4 / (distance + 0.01);
            assert!((gradient[at] - expected).abs() < 1e-7, "{} {expected}", gradient[at]);
        }
    }

    #[test]
    fn boundaries_part_what_they_say() {
        let all = boundaries(4, (-1.2, 1.2), 0.002, 80.0);
        let expected = [80.0, 0.676_649, 0.301_200, 0.134_076, 0.002];
        assert!(all.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{all:?}");
        assert_eq!([80.0, 0.676_7, all[1], 0.5, 0.002].map(|sigma| block_of(sigma, &all)), [0, 0, 0, 1, 3]);
    }

    #[test]
    fn patches_come_back_as_the_image() {
        let images = some(1, 3, 64);
        let patches = patchify(&images, 8, 2);
        assert_eq!(patches.row(1).to_vec(), [2, 3, 10, 11].map(|i| images[[0, i]]));
        near(&unpatchify(&patches, 8, 2), &images);
    }
}
