//! What the cases of `dpm_solver` are made of.

use judge::{Layout, Random};
use ndarray::Array2;

use super::{Input, Pair};
use crate::heun::denoiser::Denoiser;

/// The largest σ.
pub(super) const MOST: f64 = 80.0;

/// α and σ with α² + σ² = 1, of λ.
pub(super) fn preserving(lambda: f64) -> Pair {
    [-2.0 * lambda, 2.0 * lambda].map(|power| (1.0 + power.exp()).sqrt().recip())
}

/// α = 1, of λ.
pub(super) fn exploding(lambda: f64) -> Pair {
    [1.0, (-lambda).exp()]
}

/// α + σ = 1, of λ.
pub(super) fn straight(lambda: f64) -> Pair {
    [1.0 / (1.0 + (-lambda).exp()), 1.0 / (1.0 + lambda.exp())]
}

pub(super) const KINDS: [fn(f64) -> Pair; 3] = [preserving, exploding, straight];

/// λ that rise in unequal steps.
pub(super) fn rising(random: &mut Random, count: usize) -> Vec<f64> {
    let mut lambda = random.uniform(-1.5..-0.8);
    let mut before = 0.5;
    let mut lambdas = Vec::new();
    for _ in 0..count {
        lambdas.push(lambda);
        // Each step differs clearly from the one before.
        before = if before > 0.55 { random.uniform(0.2..0.4) } else { random.uniform(0.6..1.0) };
        lambda += before;
    }
    lambdas
}

pub(super) fn levels(random: &mut Random, count: usize, kind: fn(f64) -> Pair) -> Vec<Pair> {
    rising(random, count).into_iter().map(kind).collect()
}

pub(super) fn first(random: &mut Random, sizes: [usize; 2], levels: [Pair; 2]) -> Input {
    let rows = |random: &mut Random| random.normals((sizes[0], sizes[1]), 1.0);
    let x: Array2<f32> = rows(random) * (levels[0][1].max(1.0) as f32);
    Input::First { x: x.into(), x0: rows(random).into(), levels }
}

pub(super) fn some_first(random: &mut Random, sizes: [usize; 2], kind: fn(f64) -> Pair) -> Input {
    let levels = levels(random, 2, kind);
    first(random, sizes, [levels[0], levels[1]])
}

pub(super) fn second(random: &mut Random, sizes: [usize; 2], levels: [Pair; 3]) -> Input {
    let Input::First { x, x0, .. } = first(random, sizes, [levels[1], levels[2]]) else { unreachable!() };
    let before: Array2<f32> = &x0.values + &random.normals((sizes[0], sizes[1]), 0.6);
    Input::Second { x, x0, before: before.into(), levels }
}

pub(super) fn some_second(random: &mut Random, sizes: [usize; 2], kind: fn(f64) -> Pair) -> Input {
    let levels = levels(random, 3, kind);
    second(random, sizes, [levels[0], levels[1], levels[2]])
}

pub(super) fn sample(random: &mut Random, sizes: [usize; 2], levels: Vec<Pair>, curved: bool) -> Input {
    let x: Array2<f32> = random.normals((sizes[0], sizes[1]), levels[0][1].max(1.0));
    Input::Sample { denoiser: Denoiser::net(random, sizes[1], curved), x: x.into(), levels }
}

/// So many steps, the last of them to 0 or not.
pub(super) fn steps(random: &mut Random, count: usize, kind: fn(f64) -> Pair, to_zero: bool) -> Vec<Pair> {
    let mut levels = levels(random, count + usize::from(!to_zero), kind);
    if to_zero {
        levels.push([1.0, 0.0]);
    }
    levels
}

/// EDM's grid.
pub(super) fn grid(n: usize) -> Vec<Pair> {
    let [least, most] = [0.002_f64, MOST].map(|level| level.powf(1.0 / 7.0));
    let level = |i: usize| (most + i as f64 / (n - 1) as f64 * (least - most)).powi(7);
    (0..n).map(|i| [1.0, level(i).min(MOST)]).chain([[1.0, 0.0]]).collect()
}

pub(super) fn gaussian(random: &mut Random, levels: Vec<Pair>, is_preserving: bool) -> Input {
    let x: Array2<f32> = random.normals((3, 2), levels[0][1].max(1.0));
    let denoiser = Denoiser::Gaussian { mean: 0.3, deviation: 0.5, preserving: is_preserving };
    Input::Sample { denoiser, x: x.into(), levels }
}

pub(super) fn even(count: usize) -> Vec<Pair> {
    (0..=count).map(|i| preserving(10.0 * i as f64 / count as f64 - 5.0)).collect()
}

pub(super) fn laid(mut input: Input, layouts: [Layout; 3]) -> Input {
    match &mut input {
        Input::First { x, x0, .. } => {
            (x.layout, x0.layout) = (layouts[0], layouts[1]);
        }
        Input::Second { x, x0, before, .. } => {
            (x.layout, x0.layout, before.layout) = (layouts[0], layouts[1], layouts[2]);
        }
        Input::Sample { x, .. } => x.layout = layouts[0],
    }
    input
}
