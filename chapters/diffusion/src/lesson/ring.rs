//! A ring of eight Gaussians in the plane, as data of which everything is known: a network that has learnt it without error.
//!
//! Each of the eight has the same weight and the same deviation. A class is two neighbours on the ring. What is noisy is
//! x = signal · x₀ + noise · ε with a standard normal ε, whatever the schedule: (√ᾱ, √(1 − ᾱ)) for DDPM, (1, σ) for EDM, (1 − t, t)
//! for a straight path. Given that x₀ is of mode i, x is normal with mean signal · μᵢ and variance signal² · 0.15² + noise²; all else
//! follows from that.

// Each lesson uses what it needs.
#![allow(dead_code)]

use std::f64::consts::{SQRT_2, TAU};

use figures::{Pcg64, normals};
use ndarray::{Array2, ArrayView2};

/// How many Gaussians.
pub const MODES: usize = 8;
/// How many classes, of two neighbours each: class c has the modes 2c and 2c + 1.
pub(crate) const CLASSES: usize = MODES / 2;
/// How far their means are from the middle.
pub const RADIUS: f64 = 2.0;
/// The standard deviation of each, in both directions.
pub const SPREAD: f64 = 0.15;

/// What [`mean`] gives.
const MEANS: [[f64; 2]; MODES] = [
    [RADIUS, 0.0],
    [RADIUS / SQRT_2, RADIUS / SQRT_2],
    [0.0, RADIUS],
    [-RADIUS / SQRT_2, RADIUS / SQRT_2],
    [-RADIUS, 0.0],
    [-RADIUS / SQRT_2, -RADIUS / SQRT_2],
    [0.0, -RADIUS],
    [RADIUS / SQRT_2, -RADIUS / SQRT_2],
];

/// Mean of mode i; mode 0 is on the right, and they go round anticlockwise.
pub fn mean(mode: usize) -> [f64; 2] {
    MEANS[mode]
}

/// The modes of a class, or all of them.
pub(crate) fn modes(class: Option<usize>) -> std::ops::Range<usize> {
    class.map_or(0..MODES, |class| 2 * class..2 * class + 2)
}

/// How much noise there is: `signal` is what x₀ was multiplied by, and `noise` what ε was.
#[derive(Clone, Copy, Debug)]
pub struct Noisy {
    /// What x₀ was multiplied by.
    pub signal: f64,
    /// What ε was multiplied by.
    pub noise: f64,
}

impl Noisy {
    /// Of DDPM: √ᾱ and √(1 − ᾱ).
    pub fn kept(abar: f64) -> Noisy {
        Noisy { signal: abar.sqrt(), noise: (1.0 - abar).sqrt() }
    }

    fn variance(self) -> f64 {
        (self.signal * SPREAD).powi(2) + self.noise.powi(2)
    }

    /// How far x is from where the middle of a mode went, and the exponent of its density.
    fn off(self, x: [f64; 2], mode: usize) -> ([f64; 2], f64) {
        let off = [x[0] - self.signal * MEANS[mode][0], x[1] - self.signal * MEANS[mode][1]];
        (off, -(off[0] * off[0] + off[1] * off[1]) / (2.0 * self.variance()))
    }

    /// The probability of each mode when x was seen; 0 of those that are not of the class.
    fn seen(self, x: [f64; 2], class: Option<usize>) -> [f64; MODES] {
        let mut seen = [f64::NEG_INFINITY; MODES];
        let modes = modes(class);
        modes.clone().for_each(|mode| seen[mode] = self.off(x, mode).1);
        let largest = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for seen in &mut seen {
            // So far below the largest it is nothing beside it.
            *seen = if *seen < largest - 50.0 { 0.0 } else { (*seen - largest).exp() };
            sum += *seen;
        }
        seen.map(|seen| seen / sum)
    }

    /// ∇ log p(x), of one class or of all: it may be asked for without noise, too.
    pub fn score(self, x: [f64; 2], class: Option<usize>) -> [f64; 2] {
        let mut score = [0.0; 2];
        for (mode, weight) in self.seen(x, class).into_iter().enumerate().filter(|(_, weight)| *weight > 0.0)
        {
            for (score, off) in score.iter_mut().zip(self.off(x, mode).0) {
                *score -= weight * off / self.variance();
            }
        }
        score
    }

    /// The mean of x₀ when x was seen: what a network learns that predicts x₀.
    pub fn denoised(self, x: [f64; 2], class: Option<usize>) -> [f64; 2] {
        let mut denoised = [0.0; 2];
        let share = self.signal * SPREAD * SPREAD / self.variance();
        for (mode, weight) in self.seen(x, class).into_iter().enumerate().filter(|(_, weight)| *weight > 0.0)
        {
            let (mean, off) = (mean(mode), self.off(x, mode).0);
            for at in 0..2 {
                denoised[at] += weight * (mean[at] + share * off[at]);
            }
        }
        denoised
    }

    /// The mean of ε when x was seen: what a network learns that predicts noise. −noise times the score.
    pub fn noise(self, x: [f64; 2], class: Option<usize>) -> [f64; 2] {
        self.score(x, class).map(|score| -self.noise * score)
    }

    /// ln p(x), of one class or of all.
    pub fn log_density(self, x: [f64; 2], class: Option<usize>) -> f64 {
        let logs: Vec<f64> = modes(class).map(|mode| self.off(x, mode).1).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
        largest + (sum / logs.len() as f64).ln() - (TAU * self.variance()).ln()
    }
}

/// What a function of one point makes of each row: a network for a whole batch.
pub fn rows(x: ArrayView2<'_, f32>, mut of: impl FnMut(usize, [f64; 2]) -> [f64; 2]) -> Array2<f32> {
    let mut out = Array2::zeros(x.raw_dim());
    for (row, (x, mut out)) in x.rows().into_iter().zip(out.rows_mut()).enumerate() {
        let made = of(row, [f64::from(x[0]), f64::from(x[1])]);
        out[0] = made[0] as f32;
        out[1] = made[1] as f32;
    }
    out
}

/// Points of the ring, without noise: of one class or of all, as many of each mode as the number allows.
pub fn sample(random: &mut Pcg64, count: usize, class: Option<usize>) -> Array2<f32> {
    let modes = modes(class);
    let spread: Array2<f32> = normals(random, (count, 2)) * SPREAD as f32;
    let means =
        Array2::from_shape_fn((count, 2), |(row, at)| mean(modes.start + row % modes.len())[at] as f32);
    means + spread
}

/// How far a point is from the nearest mean, of one class or of all.
pub fn distance(x: [f64; 2], class: Option<usize>) -> f64 {
    modes(class)
        .map(|mode| {
            let mean = mean(mode);
            (x[0] - mean[0]).hypot(x[1] - mean[1])
        })
        .fold(f64::INFINITY, f64::min)
}
