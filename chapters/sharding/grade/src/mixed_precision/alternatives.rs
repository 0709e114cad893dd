//! Right answers of other kinds to `mixed_precision`.

use judge::Alternative;
use sharding::{Mixed, MixedPrecision, Recipe};

pub(super) fn alternatives() -> Vec<Alternative<MixedPrecision>> {
    vec![
        Alternative { name: "each replica divided by the scale first, in f64", answer: wide },
        Alternative { name: "a product of the scale looked for among all numbers", answer: early },
    ]
}

fn wide(state: &Mixed, gradients: &[Vec<f32>], recipe: Recipe) -> Mixed {
    let mut next = state.clone();
    let mut gradient = vec![0.0; state.master.len()];
    for replica in gradients {
        for (at, &x) in replica.iter().enumerate() {
            gradient[at] += f64::from(x) / f64::from(state.scale) / gradients.len() as f64;
        }
    }
    let total: f64 = gradient.iter().sum();
    next.good = if total.is_finite() { state.good + 1 } else { 0 };
    if next.good == 0 {
        next.scale *= recipe.backoff;
        return next;
    }
    let norm = gradient.iter().fold(0.0_f64, |norm, x| norm.hypot(*x));
    let longest = f64::from(recipe.max_norm);
    let clip = if norm + 1e-6 <= longest { 1.0 } else { longest / (norm + 1e-6) };
    for (at, x) in gradient.iter().enumerate() {
        next.master[at] = (f64::from(state.master[at]) - f64::from(recipe.rate) * clip * x) as f32;
        next.working[at] = recipe.format.round(next.master[at]);
    }
    if next.good >= recipe.interval {
        next.good = 0;
        let grown = state.scale * recipe.growth;
        next.scale = if grown == f32::INFINITY { state.scale } else { grown };
    }
    next
}

fn early(state: &Mixed, gradients: &[Vec<f32>], recipe: Recipe) -> Mixed {
    if gradients.iter().flatten().any(|x| x.is_nan() || x.is_infinite()) {
        return Mixed { scale: state.scale * recipe.backoff, good: 0, ..state.clone() };
    }
    let factor = 1.0 / (state.scale * gradients.len() as f32);
    let factor = if factor == 0.0 { None } else { Some(factor) };
    let mean: Vec<f32> = (0..state.master.len())
        .map(|at| {
            let sum: f32 = gradients.iter().rev().map(|replica| replica[at]).sum();
            factor.map_or(sum / state.scale / gradients.len() as f32, |factor| sum * factor)
        })
        .collect();
    let square: f32 = mean.iter().map(|x| x.powi(2)).sum();
    let clip = f32::min(1.0, recipe.max_norm / (square.sqrt() + 1e-6));
    let master: Vec<f32> = state.master.iter().zip(mean).map(|(w, x)| w - x * clip * recipe.rate).collect();
    let working = master.iter().map(|w| recipe.format.round(*w)).collect();
    let grows = state.good + 1 == recipe.interval;
    let grown = state.scale * recipe.growth;
    Mixed {
        master,
        working,
        scale: if grows && grown.is_finite() { grown } else { state.scale },
        good: if grows { 0 } else { state.good + 1 },
    }
}
