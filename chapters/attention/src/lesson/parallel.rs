//! The parallel block beside the serial one: how far apart they are, and which matrix products each needs.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, ArrayView2};

use super::normals;
use crate::{BlockWeights, ParallelBlock};

/// The sizes of what the branches add, beside that of the stream.
pub const SCALES: [f32; 7] = [0.015_625, 0.031_25, 0.062_5, 0.125, 0.25, 0.5, 1.0];
/// Rows and width of the stream, heads, their width, and the width of the MLP.
pub const SIZES: [usize; 5] = [16, 64, 4, 16, 256];

const SEED: u64 = 2022;

/// Weights that own their memory.
#[derive(Clone, Debug)]
pub struct Weights {
    gain: Array1<f32>,
    matrices: [Array2<f32>; 7],
}

impl Weights {
    /// Random weights of [`SIZES`], those that write to the stream times a scale.
    pub fn random(scale: f32) -> Weights {
        let [_, width, heads, head_width, hidden] = SIZES;
        let inner = heads * head_width;
        let mut random = super::random(SEED);
        let mut matrix =
            |rows: usize, columns: usize| normals(&mut random, (rows, columns)) / (rows as f32).sqrt();
        let (query, key, value) =
            (matrix(width, inner), matrix(width, head_width), matrix(width, head_width));
        let (gate, up) = (matrix(width, hidden), matrix(width, hidden));
        let (out, down) = (matrix(inner, width) * scale, matrix(hidden, width) * scale);
        Weights { gain: Array1::ones(width), matrices: [query, key, value, out, gate, up, down] }
    }

    /// As an answer takes them.
    pub fn view(&self) -> BlockWeights<'_> {
        let [query, key, value, out, gate, up, down] = self.matrices.each_ref().map(|matrix| matrix.view());
        let gain = self.gain.view();
        BlockWeights { gain, epsilon: 1e-5, query, key, value, out, gate, up, down }
    }

    fn without(&self, matrix: usize) -> Weights {
        let mut weights = self.clone();
        weights.matrices[matrix].fill(0.0);
        weights
    }
}

/// The stream on which the blocks are tried.
pub fn stream() -> Array2<f32> {
    normals(&mut super::random(SEED + 1), (SIZES[0], SIZES[1]))
}

/// The serial block x' = x + attention(norm(x)), y = x' + MLP(norm(x')), made of a parallel one: a parallel block whose MLP
/// writes nothing is the attention step, and one whose attention writes nothing the MLP step.
pub fn serial(block: ParallelBlock, x: ArrayView2<'_, f32>, weights: &Weights) -> Array2<f32> {
    let (attention, mlp) = (weights.without(6), weights.without(3));
    let middle = (block.block)(x, &attention.view());
    (block.block)(middle.view(), &mlp.view())
}

/// How much blocks change the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The scale of what writes to the stream.
    pub scale: f32,
    /// The size of what the parallel block adds, as a share of the stream's.
    pub added: f64,
    /// The size of the difference between the two blocks, as a share of the stream's.
    pub difference: f64,
}

/// What both blocks do to the same stream with the same weights, for all [`SCALES`].
pub fn rows(block: ParallelBlock) -> Vec<Row> {
    let x = stream();
    let size = |x: &Array2<f32>| x.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
    let row = |scale| {
        let weights = Weights::random(scale);
        let parallel = (block.block)(x.view(), &weights.view());
        let serial = serial(block, x.view(), &weights);
        let (added, difference) = (size(&(&parallel - &x)), size(&(&serial - &parallel)));
        Row { scale, added: added / size(&x), difference: difference / size(&x) }
    };
    SCALES.into_iter().map(row).collect()
}

/// What the block adds, and how far the serial block is from it, against the scale of what writes to the stream.
///
/// # Panics
/// If nothing is added or the blocks are equal, which has no place on a logarithmic axis.
pub fn figure(block: ParallelBlock) -> Figure {
    let rows = rows(block);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let description = format!(
        "Size of what the parallel block adds to the stream, and of the difference between the serial block and the parallel \
         one with the same weights, as shares of the stream, against the scale of the weights that write to the stream; both \
         axes logarithmic. What is added grows in proportion, from {} to {}; the difference grows with the square, from {} \
         to {}.",
        super::text(first.added, 4),
        super::text(last.added, 2),
        super::text(first.difference, 5),
        super::text(last.difference, 2),
    );
    let line = |of: fn(&Row) -> f64| rows.iter().map(move |row| (f64::from(row.scale), of(row)));
    Chart::new("Where blocks add little, serial and parallel agree", &description)
        .x(Axis::log2("scale of the weights that write").ticks(&[0.062_5, 0.25, 1.0]))
        .y(Axis::log10("share of the stream").range(1e-4, 1.0))
        .line(Series::new("added by\nthe block", line(|row| row.added)))
        .line(Series::new("serial less\nparallel", line(|row| row.difference)))
        .save()
}

/// A matrix product of a block: its name, and the rows and columns of its matrix.
pub type Product = (&'static str, usize, usize);

/// The products of a serial and of a parallel block of a width, with heads of a width and an MLP of a width, in the order in
/// which they must wait for each other. Products that read the same input are one.
pub fn products(width: usize, heads: usize, head_width: usize, hidden: usize) -> [Vec<Product>; 2] {
    let inner = heads * head_width;
    let asked = inner + 2 * head_width;
    [
        vec![
            ("query, key, value", width, asked),
            ("out", inner, width),
            ("gate, up", width, 2 * hidden),
            ("down", hidden, width),
        ],
        vec![
            ("query, key, value, gate, up", width, asked + 2 * hidden),
            ("out, down", inner + hidden, width),
        ],
    ]
}
