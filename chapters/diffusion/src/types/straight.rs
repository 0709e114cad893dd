//! Straight paths, blocks of layers, and one step.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::Network;

/// Flow matching, in the convention of SD3: level 0 is data, level 1 is noise.
#[derive(Clone, Copy)]
pub struct FlowLoss {
    /// The loss of a network, from data (n, d), noise (n, d) and a level for each row (n).
    pub loss: fn(Network<'_>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> f32,
    /// The data that a velocity points away from, from x (n, d), v (n, d) and a level for each row (n).
    pub data: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>,
    /// From x (n, d) along v (n, d), from one level to another.
    pub step: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, f32, f32) -> Array2<f32>,
    /// A level, shifted.
    pub shift: fn(f32, f32) -> f32,
    /// The levels of so many steps, shifted.
    pub levels: fn(usize, f32) -> Array1<f32>,
    /// How densely a logit-normal law draws a time, from the time, and the mean and the deviation of its logit.
    pub density: fn(f64, f64, f64) -> f64,
}

// ANCHOR: edges
/// What a consistency function knows of its levels.
#[derive(Clone, Copy, Debug)]
pub struct Edges {
    /// σ_min, the least level: there the function gives back its input.
    pub least: f32,
    /// σ_data, the standard deviation of data.
    pub data: f32,
}
// ANCHOR_END: edges

// ANCHOR: pair
/// What a consistency loss is computed from.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The network that learns.
    pub student: Network<'a>,
    /// The network that sets the target: a running mean of the student's
    /// weights.
    pub target: Network<'a>,
    /// Shape (n, d).
    pub data: ArrayView2<'a, f32>,
    /// Shape (n, d), drawn with a standard deviation of 1.
    pub noise: ArrayView2<'a, f32>,
    /// For each row the level that the student sees; shape (n).
    pub high: ArrayView1<'a, f32>,
    /// For each row the next level below; shape (n).
    pub low: ArrayView1<'a, f32>,
    /// The same for all rows.
    pub edges: Edges,
}
// ANCHOR_END: pair

/// A consistency model.
#[derive(Clone, Copy)]
pub struct Consistency {
    /// What x and the network's output are multiplied by at a level.
    pub scales: fn(f32, Edges) -> (f32, f32),
    /// Data from x (n, d) and a level for each row (n), in one step.
    pub denoise: fn(Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, Edges) -> Array2<f32>,
    /// How far the student is from consistent.
    pub loss: fn(Pair<'_>) -> f32,
}

// ANCHOR: law
/// How levels are drawn: the logarithm of a level is normal.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// The mean of ln σ.
    pub mean: f64,
    /// The standard deviation of ln σ.
    pub deviation: f64,
}
// ANCHOR_END: law

/// A sampler by networks, one for each block: from z (n, d) through levels, with the boundaries of the blocks.
pub type BlockSampler =
    fn(&[Network<'_>], ArrayView2<'_, f32>, ArrayView1<'_, f64>, ArrayView1<'_, f64>) -> Array2<f32>;

/// A sampler whose layers are blocks that were trained apart.
#[derive(Clone, Copy)]
pub struct Blocks {
    /// The boundaries of so many blocks for a law, between the least level and the most, from the highest to the lowest.
    pub boundaries: fn(usize, Law, f64, f64) -> Array1<f64>,
    /// Which block a level belongs to.
    pub of: fn(f64, ArrayView1<'_, f64>) -> usize,
    /// From z (n, d), what it is denoised to (n, d), a level and the next one.
    pub step: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, f64, f64) -> Array2<f32>,
    /// From z (n, d) through all levels, each denoised by its block.
    pub sample: BlockSampler,
}
