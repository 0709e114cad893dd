//! Blocks of layers that are trained apart: what flows where, where their boundaries lie, and what they sample together.

use figures::{Axis, Chart, Figure, Schematic, Series, text};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis as Of};

use super::crossing::{SPREAD, noise};
use crate::{Blocks, Law, Network, normal};

/// EDM's law of levels, and its ends.
pub const LAW: Law = Law { mean: -1.2, deviation: 1.2 };
/// The lowest level and the highest.
pub const ENDS: (f64, f64) = (0.002, 80.0);

/// Three blocks: each is shown data with noise of its own levels, and has a loss of its own.
pub fn training(blocks: Blocks) -> Figure {
    let bounds = (blocks.boundaries)(3, LAW, ENDS.0, ENDS.1);
    let mut drawn = Schematic::new(
        "Each block denoises its own levels and has its own loss: no gradient goes from one to another",
        "Three blocks of layers are trained on the same data. Each adds noise of its own levels, denoises, and has a loss of its own: no gradient goes from one to another.",
    )
    .tensor("x", "data", &[&"n", &"d"]);
    for b in 0..3 {
        let ids = ["noise", "layers", "loss"].map(|what| format!("{what} {b}"));
        let [noise, layers, loss] = &ids;
        let levels =
            format!("noise, σ from {} to {}", text(bounds[b], digits(bounds[b])), text(bounds[b + 1], 3));
        drawn = drawn
            .operation(noise, &levels)
            .operation(layers, "a third of the layers")
            .operation(loss, "loss")
            .flow(&["x", noise, layers, loss])
            .flow(&["x", loss])
            .group(&format!("block {b}"), &[noise, layers, loss]);
    }
    drawn.highlight(&["x", "noise 1", "layers 1", "loss 1"]).save()
}

fn digits(x: f64) -> usize {
    if x >= 1.0 { 0 } else { 3 }
}

/// The law of levels, cut into blocks of equal shares.
pub fn boundaries(blocks: Blocks, count: usize) -> Figure {
    let bounds = (blocks.boundaries)(count, LAW, ENDS.0, ENDS.1);
    assert_eq!(bounds.len(), count + 1, "a boundary more than blocks");
    let density = |sigma: f64| normal::density((sigma.ln() - LAW.mean) / LAW.deviation) / LAW.deviation;
    let (low, high) = (ENDS.0.ln(), ENDS.1.ln());
    let points = (0..=160).map(|at| {
        let sigma = (low + (high - low) * f64::from(at) / 160.0).exp();
        (sigma, density(sigma))
    });
    let inner: Vec<String> = bounds.iter().skip(1).take(count - 1).map(|&b| text(b, 3)).collect();
    let about = format!(
        "How densely training draws ln σ, a bell around σ = {}, cut into {count} pieces of the same area at σ = {}. The outer blocks are wide, the inner ones narrow.",
        text(LAW.mean.exp(), 2),
        inner.join(", ")
    );
    let mut chart = Chart::new(
        "Blocks of equal shares are narrow where training draws most levels, and wide at both ends",
        &about,
    )
    .x(Axis::log10("level σ").range(ENDS.0, ENDS.1))
    .y(Axis::linear("density of ln σ").range(0.0, 0.4));
    for b in (0..count).step_by(2) {
        chart = chart.band(bounds[b + 1], bounds[b], &format!("{b}"));
    }
    // Every second one is shaded, and all are numbered.
    for b in (1..count).step_by(2) {
        let middle = (bounds[b] * bounds[b + 1]).sqrt();
        chart = chart.line(Series::note(&format!("{b}"), (middle, 0.4)));
    }
    chart.line(Series::new("density", points)).save()
}

/// What training draws in each of four blocks, for three ways to place boundaries: in per cent, from the block of the highest levels.
pub fn shares(blocks: Blocks) -> Vec<(&'static str, Array1<f64>, Array1<f64>)> {
    let (least, most) = ENDS;
    let even = |to: fn(f64) -> f64, back: fn(f64) -> f64| {
        let mut all = Array1::linspace(to(most), to(least), 5).mapv(back);
        (all[0], all[4]) = (most, least);
        all
    };
    let share = |sigma: f64| 100.0 * normal::cdf((sigma.ln() - LAW.mean) / LAW.deviation);
    [
        ("equal shares", (blocks.boundaries)(4, LAW, least, most)),
        ("even in ln σ", even(f64::ln, f64::exp)),
        ("even in σ^(1/7)", even(|x| x.powf(1.0 / 7.0), |x| x.powi(7))),
    ]
    .into_iter()
    .map(|(name, bounds)| {
        let shares = bounds.windows(2).into_iter().map(|pair| share(pair[0]) - share(pair[1])).collect();
        (name, bounds, shares)
    })
    .collect()
}

/// The range of a block, widened on both sides by a part of its own width in ln σ, and no further than the ends.
pub fn widened(high: f64, low: f64, part: f64) -> (f64, f64) {
    let ratio = high / low;
    ((high * ratio.powf(part)).min(ENDS.1), (low * ratio.powf(-part)).max(ENDS.0))
}

/// The mean of the data near 1 and −1 that may be behind a z with noise of a level.
pub fn denoised(z: f64, sigma: f64) -> f64 {
    let variance = SPREAD * SPREAD + sigma * sigma;
    let of = |mode: f64| mode + SPREAD * SPREAD * (z - mode) / variance;
    let share = 1.0 / (1.0 + (-2.0 * z / variance).exp());
    share * of(1.0) + (1.0 - share) * of(-1.0)
}

fn rows(z: ArrayView2<'_, f32>, of: impl Fn(f64) -> f64) -> Array2<f32> {
    z.mapv(|z| of(f64::from(z)) as f32)
}

/// Samples of four blocks that have learnt without error, and know nothing of levels that are not theirs: there they say 0. `levels` of
/// equal shares, from noise that stands for all.
pub fn sampled(blocks: Blocks, levels: usize) -> Array1<f32> {
    let bounds = (blocks.boundaries)(4, LAW, ENDS.0, ENDS.1);
    let sigmas = (blocks.boundaries)(levels - 1, LAW, ENDS.0, ENDS.1);
    let of_block = |b: usize| {
        // What a network is told is rounded to single precision.
        let (high, low) = (bounds[b] * 1.000_001, bounds[b + 1] / 1.000_001);
        move |z: ArrayView2<'_, f32>, told: ArrayView1<'_, f32>| {
            let sigma = told.first().map_or(0.0, |&sigma| f64::from(sigma));
            let mine = sigma <= high && sigma >= low;
            rows(z, |z| if mine { denoised(z, sigma) } else { 0.0 })
        }
    };
    let closures: Vec<_> = (0..4).map(of_block).collect();
    let networks: Vec<Network<'_>> = closures.iter().map(|closure| closure as Network<'_>).collect();
    let z = (noise(100) * ENDS.1 as f32).insert_axis(Of(1));
    let all = (blocks.sample)(&networks, z.view(), sigmas.view(), bounds.view());
    all.column(0).to_owned()
}

/// How far samples are from the nearest of the two modes, on average.
pub fn off(samples: &Array1<f32>) -> f64 {
    samples.iter().map(|x| f64::from((x.abs() - 1.0).abs())).sum::<f64>() / samples.len() as f64
}

/// A z of 2 with the sign of the step as the paper prints it, at each of some levels that fall evenly from 1 to 0.
pub fn printed_sign(steps: usize) -> f64 {
    let level = |at: usize| 1.0 - at as f64 / steps as f64;
    (0..steps).fold(2.0, |z, at| {
        let (sigma, next) = (level(at), level(at + 1));
        z + (sigma - next) / sigma * (z - denoised(z, sigma))
    })
}
