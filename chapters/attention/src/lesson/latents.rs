//! A resampler at work: the same number of rows for any number of inputs, and how little each of many inputs moves them.

use ndarray::{Array1, Array2, Axis};
use rand::seq::SliceRandom;

use super::normals;
use crate::{Resampler, ResamplerWeights};

/// Latents, width, heads and their width.
pub const SIZES: [usize; 4] = [8, 64, 4, 16];
/// The numbers of inputs.
pub const COUNTS: [usize; 5] = [4, 16, 64, 256, 1024];

const SEED: u64 = 2204;

/// Weights that own their memory.
#[derive(Clone, Debug)]
pub struct Weights {
    ones: Array1<f32>,
    zeros: Array1<f32>,
    matrices: [Array2<f32>; 4],
    /// The latents, (latents, width).
    pub latents: Array2<f32>,
}

impl Weights {
    /// Random weights of [`SIZES`].
    pub fn random() -> Weights {
        let [latents, width, heads, head_width] = SIZES;
        let inner = heads * head_width;
        let mut random = super::random(SEED);
        let mut matrix =
            |rows: usize, columns: usize| normals(&mut random, (rows, columns)) / (rows as f32).sqrt();
        let matrices =
            [matrix(width, inner), matrix(width, inner), matrix(width, inner), matrix(inner, width)];
        let latents = normals(&mut random, (latents, width));
        Weights { ones: Array1::ones(width), zeros: Array1::zeros(width), matrices, latents }
    }

    /// As an answer takes them.
    pub fn view(&self) -> ResamplerWeights<'_> {
        let [query, key, value, out] = self.matrices.each_ref().map(|matrix| matrix.view());
        let (gain, bias) = (self.ones.view(), self.zeros.view());
        ResamplerWeights {
            input_gain: gain,
            input_bias: bias,
            latent_gain: gain,
            latent_bias: bias,
            epsilon: 1e-5,
            heads: SIZES[2],
            query,
            key,
            value,
            out,
        }
    }
}

/// What a resampler makes of some inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The number of inputs.
    pub inputs: usize,
    /// The shape of the result.
    pub shape: (usize, usize),
    /// The largest change of an element when the inputs are shuffled.
    pub shuffled: f64,
    /// The size of the change when one input is replaced, as a share of what the inputs and latents add.
    pub one_replaced: f64,
}

/// The rows for all [`COUNTS`].
pub fn rows(resampler: Resampler) -> Vec<Row> {
    let weights = Weights::random();
    let mut random = super::random(SEED + 1);
    let size = |x: &Array2<f32>| x.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
    let row = |inputs: usize| {
        let rows = normals(&mut random, (inputs, SIZES[1]));
        let run = |rows: &Array2<f32>| {
            (resampler.resample)(rows.view(), weights.latents.view(), &weights.view()) - &weights.latents
        };
        let added = run(&rows);
        let mut order: Vec<usize> = (0..inputs).collect();
        order.shuffle(&mut random);
        let shuffled = run(&rows.select(Axis(0), &order)) - &added;
        let mut changed = rows.clone();
        changed.row_mut(0).assign(&normals(&mut random, (1, SIZES[1])).row(0));
        let one_replaced = size(&(run(&changed) - &added)) / size(&added);
        let shuffled = shuffled.iter().map(|d| f64::from(d.abs())).fold(0.0, f64::max);
        Row { inputs, shape: added.dim(), shuffled, one_replaced }
    };
    COUNTS.into_iter().map(row).collect()
}
