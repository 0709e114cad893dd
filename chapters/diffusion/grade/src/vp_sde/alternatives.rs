//! Right answers to `vp_sde` by another route.

use diffusion::VpSde;
use judge::Alternative;
use ndarray::{Array2, ArrayView2, Zip};

pub(super) fn alternatives() -> Vec<Alternative<VpSde>> {
    vec![
        Alternative {
            name: "as in score_sde_pytorch: the logarithm of the mean, dt below 0, the flow by way of the reverse drift",
            answer: VpSde {
                marginal: by_logarithm,
                ve: by_power,
                reverse: by_parts,
                flow: by_half_the_score,
                step: with_negative_dt,
            },
        },
        Alternative {
            name: "the mean of β, hyperbolic functions, loops in double precision",
            answer: VpSde {
                marginal: by_mean,
                ve: by_logarithms,
                reverse: loops,
                flow: mean_of_two,
                step: in_loops,
            },
        },
    ]
}

fn by_logarithm(t: f64, beta_0: f64, beta_1: f64) -> (f64, f64) {
    let log = -0.25 * t.powi(2) * (beta_1 - beta_0) - 0.5 * t * beta_0;
    let mean = log.exp();
    (mean, (1.0 - (2.0 * log).exp()).sqrt())
}

fn by_power(t: f64, sigma_min: f64, sigma_max: f64) -> (f64, f64) {
    let sigma = sigma_max.powf(t) * sigma_min.powf(1.0 - t);
    (sigma, sigma * (2.0 * (sigma_max.ln() - sigma_min.ln())).sqrt())
}

/// f and g.
fn forward(x: ArrayView2<'_, f32>, t: f64, beta_0: f64, beta_1: f64) -> (Array2<f32>, f32) {
    let beta = ((1.0 - t) * beta_0 + t * beta_1) as f32;
    (x.mapv(|x| -0.5 * beta * x), beta.sqrt())
}

fn by_parts(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    let (drift, diffusion) = forward(x, t, beta_0, beta_1);
    drift - score.mapv(|s| diffusion.powi(2) * s)
}

fn by_half_the_score(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    by_parts(x, (&score * 0.5).view(), t, beta_0, beta_1)
}

fn with_negative_dt(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    t: f64,
    dt: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    let dt = -dt as f32;
    let (_, diffusion) = forward(x, t, beta_0, beta_1);
    let mean = by_parts(x, score, t, beta_0, beta_1) * dt + x;
    mean + noise.mapv(|z| diffusion * (-dt).sqrt() * z)
}

fn by_mean(t: f64, beta_0: f64, beta_1: f64) -> (f64, f64) {
    let now = beta_0 + t * (beta_1 - beta_0);
    let half = t * (beta_0 + now) / 4.0;
    let coefficient = (-half).exp();
    // 1 − e^(−2h) = 2 e^(−h) sinh h.
    (coefficient, (2.0 * coefficient * half.sinh()).sqrt())
}

fn by_logarithms(t: f64, sigma_min: f64, sigma_max: f64) -> (f64, f64) {
    let log = (sigma_max / sigma_min).ln();
    let variance = (2.0 * (sigma_min.ln() + t * log)).exp();
    (variance.sqrt(), (variance * 2.0 * log).sqrt())
}

fn loops(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    let beta = beta_1 * t + beta_0 * (1.0 - t);
    let mut out = Array2::zeros(x.dim());
    for i in 0..x.nrows() {
        for j in 0..x.ncols() {
            out[[i, j]] = (-beta * (f64::from(x[[i, j]]) / 2.0 + f64::from(score[[i, j]]))) as f32;
        }
    }
    out
}

fn mean_of_two(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    t: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    let without = loops(x, Array2::zeros(x.dim()).view(), t, beta_0, beta_1);
    (loops(x, score, t, beta_0, beta_1) + without) / 2.0
}

fn in_loops(
    x: ArrayView2<'_, f32>,
    score: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    t: f64,
    dt: f64,
    beta_0: f64,
    beta_1: f64,
) -> Array2<f32> {
    let variance = dt * (beta_1 * t + beta_0 * (1.0 - t));
    let mut next = x.to_owned();
    Zip::from(&mut next).and(score).and(noise).for_each(|x, &score, &noise| {
        let exact = f64::from(*x);
        *x =
            (exact + variance * (exact / 2.0 + f64::from(score)) + variance.sqrt() * f64::from(noise)) as f32;
    });
    next
}
