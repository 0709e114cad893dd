//! What becomes of attention when the weights that make queries and keys grow, without QK-norm and with it.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array2, ArrayView2, Axis as Of};

use super::normals;
use crate::{QkNorm, Softmax};

/// The number of keys.
pub const KEYS: usize = 256;
/// The number of queries over which is averaged.
pub const QUERIES: usize = 64;
/// The width of hidden states, and of the one head.
pub const WIDTH: usize = 64;
/// By how much both weights are multiplied.
pub const FACTORS: [f32; 5] = [1.0, 3.0, 10.0, 30.0, 100.0];

const SEED: u64 = 2302;

/// Attention with weights of a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// By how much the weights of queries and of keys are multiplied.
    pub factor: f32,
    /// The mean entropy of the weights without QK-norm, in nats.
    pub without: f64,
    /// The same with it.
    pub with: f64,
    /// The largest score, without QK-norm.
    pub score_without: f32,
    /// The same with it.
    pub score_with: f32,
}

/// The largest score that QK-norm allows with gains of 1: √d.
pub fn bound() -> f64 {
    (WIDTH as f64).sqrt()
}

/// Entropies and largest scores at all [`FACTORS`], for random hidden states and weights.
pub fn rows(softmax: Softmax, norm: QkNorm) -> Vec<Row> {
    let mut random = super::random(SEED);
    let (asking, asked) = (normals(&mut random, (QUERIES, WIDTH)), normals(&mut random, (KEYS, WIDTH)));
    let mut weights = || normals(&mut random, (WIDTH, WIDTH)) / (WIDTH as f32).sqrt();
    let (w_q, w_k) = (weights(), weights());
    let ones = ndarray::Array1::ones(WIDTH);
    let row = |factor: f32| {
        let (queries, keys) = (asking.dot(&(&w_q * factor)), asked.dot(&(&w_k * factor)));
        let plain = queries.dot(&keys.t()) / (WIDTH as f32).sqrt();
        let [queries, keys] = [&queries, &keys].map(|x| x.view().insert_axis(Of(1)));
        // Positions do not matter here.
        let unmoved = |x: ArrayView2<'_, f32>, _: usize| x.to_owned();
        let normed =
            (norm.scores)(queries, keys, ones.view(), ones.view(), unmoved).index_axis_move(Of(0), 0);
        let largest = |scores: &Array2<f32>| scores.fold(0.0_f32, |most, x| most.max(x.abs()));
        Row {
            factor,
            without: entropy(softmax, &plain),
            with: entropy(softmax, &normed),
            score_without: largest(&plain),
            score_with: largest(&normed),
        }
    };
    FACTORS.into_iter().map(row).collect()
}

/// The mean over the rows of −Σ w ln w in nats, where a weight of 0 adds nothing.
fn entropy(softmax: Softmax, scores: &Array2<f32>) -> f64 {
    let weights = softmax(scores.view());
    let sum: f64 = weights.iter().map(|&w| f64::from(w)).filter(|&w| w != 0.0).map(|w| -w * w.ln()).sum();
    sum / weights.nrows() as f64
}

/// Mean entropy against the size of the weights, without QK-norm and with it.
///
/// # Panics
/// If the softmax gives no finite entropy at any factor.
pub fn figure(softmax: Softmax, norm: QkNorm) -> Figure {
    let rows = rows(softmax, norm);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let description = format!(
        "Mean entropy of {QUERIES} queries over {KEYS} keys against the factor by which both weight matrices are multiplied, on \
         a logarithmic axis. Without QK-norm it falls from {} to {} nats, with QK-norm it stays at {}. Uniform weights would \
         have ln n = {}.",
        super::text(first.without, 2),
        super::text(last.without, 2),
        super::text(last.with, 2),
        super::text((KEYS as f64).ln(), 2),
    );
    let ends = [FACTORS[0], FACTORS[FACTORS.len() - 1]].map(f64::from);
    let line = |of: fn(&Row) -> f64| rows.iter().map(move |row| (f64::from(row.factor), of(row)));
    Chart::new("Weights grow, and normalised queries and keys do not notice", &description)
        .x(Axis::log10("factor on the weights of queries and keys").ticks(&FACTORS.map(f64::from)))
        .y(Axis::linear("mean entropy of the weights, nats").range(0.0, 6.0))
        .line(Series::new("ln n", ends.map(|x| (x, (KEYS as f64).ln()))).reference())
        .line(Series::new("with QK-norm", line(|row| row.with)).label_below(10.0))
        .line(Series::new("without", line(|row| row.without)))
        .save()
}
