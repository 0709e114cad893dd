//! Right answers to `posterior` by another route.

use diffusion::{Ancestral, Posterior, Variance};
use judge::Alternative;
use ndarray::{Array2, ArrayView2, azip};

pub(super) fn alternatives() -> Vec<Alternative<Posterior>> {
    vec![
        Alternative {
            name: "by Bayes: precisions add up; a step by the noise alone where nothing is clipped",
            answer: Posterior { coefficients: by_bayes, step: without_start },
        },
        Alternative {
            name: "tables of the whole schedule, as official code keeps them; whole arrays in single precision",
            answer: Posterior { coefficients: by_tables, step: by_arrays },
        },
    ]
}

fn kept(betas: &[f64]) -> f64 {
    betas.iter().fold(1.0, |kept, beta| kept * (1.0 - beta))
}

fn by_bayes(betas: &[f64], t: usize) -> (f64, f64, f64) {
    if t == 0 {
        return (1.0, 0.0, 0.0);
    }
    let (beta, before) = (betas[t], kept(&betas[..t]));
    let variance = 1.0 / ((1.0 - beta) / beta + 1.0 / (1.0 - before));
    (variance * before.sqrt() / (1.0 - before), variance * (1.0 - beta).sqrt() / beta, variance)
}

fn without_start(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    at: Ancestral<'_>,
) -> Array2<f32> {
    let (of_start, of_x, small) = by_bayes(at.betas, at.t);
    let (beta, abar) = (at.betas[at.t], kept(&at.betas[..=at.t]));
    let variance = match at.variance {
        _ if at.t == 0 => 0.0,
        Variance::Small => small,
        Variance::Large => beta,
    };
    Array2::from_shape_fn(x.dim(), |place| {
        let (x, noise) = (f64::from(x[place]), f64::from(noise[place]));
        let mean = if at.clip {
            let start = ((x - (1.0 - abar).sqrt() * noise) / abar.sqrt()).clamp(-1.0, 1.0);
            of_start * start + of_x * x
        } else {
            (x - beta / (1.0 - abar).sqrt() * noise) / (1.0 - beta).sqrt()
        };
        (mean + variance.sqrt() * f64::from(fresh[place])) as f32
    })
}

fn by_tables(betas: &[f64], t: usize) -> (f64, f64, f64) {
    let mut all = vec![1.0];
    for beta in betas {
        all.push(all[all.len() - 1] * (1.0 - beta));
    }
    let (before, after) = (&all[..betas.len()], &all[1..]);
    let variances: Vec<f64> =
        (0..betas.len()).map(|s| betas[s] * (1.0 - before[s]) / (1.0 - after[s])).collect();
    let starts: Vec<f64> = (0..betas.len()).map(|s| betas[s] * before[s].sqrt() / (1.0 - after[s])).collect();
    let xs: Vec<f64> =
        (0..betas.len()).map(|s| (1.0 - before[s]) * (1.0 - betas[s]).sqrt() / (1.0 - after[s])).collect();
    (starts[t], xs[t], variances[t])
}

fn by_arrays(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    at: Ancestral<'_>,
) -> Array2<f32> {
    let (of_start, of_x, small) = by_tables(at.betas, at.t);
    let abar = kept(&at.betas[..=at.t]);
    let mut start = &x * (1.0 / abar).sqrt() as f32 - &noise * (1.0 / abar - 1.0).sqrt() as f32;
    if at.clip {
        start.mapv_inplace(|x| x.clamp(-1.0, 1.0));
    }
    let mut out = start * of_start as f32 + &x * of_x as f32;
    if at.t > 0 {
        let variance = if at.variance == Variance::Small { small } else { at.betas[at.t] };
        azip!((out in &mut out, &fresh in &fresh) *out += variance.sqrt() as f32 * fresh);
    }
    out
}
