//! Experiments of chapter 6: a small language model on one rank and on several, and what ranks need to talk.

pub(crate) mod links;
pub(crate) mod quorum;
pub(crate) mod ways;

use sharding::Adam;
use sharding::trainer::{Course, Plan, Shape, losses};

use crate::Size;
use crate::record::rounded;

/// What is trained, and how long.
fn plan(size: Size, seed: u64, symbols: usize) -> Plan {
    Plan {
        shape: Shape {
            symbols,
            width: size.of(8, 32, 32),
            heads: 4,
            hidden: size.of(8, 64, 64),
            layers: 2,
            context: size.of(8, 32, 32),
        },
        adam: Adam { rate: 4e-3, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.01 },
        most: None,
        windows: 16,
        micros: 8,
        steps: size.of(4, 40, 400),
        seed,
    }
}

/// Bits for a character before each step.
fn bits(courses: &[Course]) -> Vec<f64> {
    losses(courses).iter().map(|loss| loss / std::f64::consts::LN_2).collect()
}

/// The steps between two points of a curve.
fn every(steps: usize) -> usize {
    steps.div_ceil(80)
}

/// The mean of a curve from one point to the next: the windows of a single step differ too much.
fn points(curve: &[f64]) -> Vec<f64> {
    let mean = |part: &[f64]| rounded(part.iter().sum::<f64>() / part.len() as f64);
    curve.chunks(every(curve.len())).map(mean).collect()
}

/// The largest distance between two curves, from one point to the next.
fn apart(curve: &[f64], other: &[f64]) -> Vec<f64> {
    let distance: Vec<f64> = curve.iter().zip(other).map(|(a, b)| (a - b).abs()).collect();
    let largest = |part: &[f64]| rounded(part.iter().copied().fold(0.0, f64::max));
    distance.chunks(every(distance.len())).map(largest).collect()
}
