//! Why scores are divided by √d: without it the softmax collapses as the width grows.
//!
//! Source: Vaswani et al., Attention is all you need, §3.2.1.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{ArrayView1, ArrayView2};

use super::normals;
use crate::Softmax;

/// The number of keys.
pub const KEYS: usize = 256;
/// The number of queries over which is averaged.
pub const QUERIES: usize = 64;
/// The widths in the figure.
pub const WIDTHS: [usize; 5] = [4, 16, 64, 256, 1024];

const SEED: u64 = 2017;

/// How sharply queries look, on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean entropy of a query's weights, in nats.
    pub entropy: f64,
    /// The standard deviation of that entropy from query to query.
    pub deviation: f64,
    /// The mean of a query's largest weight.
    pub largest: f64,
}

/// The same queries and keys with and without the scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The width d of queries and keys.
    pub width: usize,
    /// With scores divided by √d.
    pub scaled: Spread,
    /// With the dot products themselves.
    pub unscaled: Spread,
}

/// The entropy of independent normal scores with variance 1, in nats: ln n − ½.
///
/// The weights are then log-normal: with s ~ N(0, 1) and Z = Σ eˢ ≈ n √e, the entropy is ln Z − Σ (eˢ / Z) s
/// ≈ ln n + ½ − 1.
pub fn predicted_entropy() -> f64 {
    (KEYS as f64).ln() - 0.5
}

/// Mean entropy and mean largest weight of [`QUERIES`] queries over [`KEYS`] keys with entries from N(0, 1), for all
/// [`WIDTHS`].
pub fn rows(softmax: Softmax) -> Vec<Row> {
    let mut random = super::random(SEED);
    let row = |width| {
        let queries = normals(&mut random, (QUERIES, width));
        let keys = normals(&mut random, (KEYS, width));
        let scores = queries.dot(&keys.t());
        let scaled = &scores / (width as f32).sqrt();
        Row {
            width,
            scaled: spread(softmax(scaled.view()).view()),
            unscaled: spread(softmax(scores.view()).view()),
        }
    };
    WIDTHS.into_iter().map(row).collect()
}

/// Of the rows of some weights.
pub fn spread(weights: ArrayView2<'_, f32>) -> Spread {
    let rows = || weights.rows().into_iter();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / weights.nrows() as f64;
    let centre = mean(&mut rows().map(entropy));
    Spread {
        entropy: centre,
        deviation: mean(&mut rows().map(|row| (entropy(row) - centre).powi(2))).sqrt(),
        largest: mean(&mut rows().map(|row| f64::from(row.fold(0.0, |most, &weight| weight.max(most))))),
    }
}

/// −Σ w ln w in nats, where a weight of 0 adds nothing.
pub fn entropy(weights: ArrayView1<'_, f32>) -> f64 {
    weights.iter().map(|&weight| f64::from(weight)).filter(|&weight| weight != 0.0).map(|w| -w * w.ln()).sum()
}

/// Mean entropy against the width, with and without the scale, and what theory predicts.
///
/// # Panics
/// If the softmax gives no finite entropy for any width.
pub fn figure(softmax: Softmax) -> Figure {
    let rows = rows(softmax);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let uniform = (KEYS as f64).ln();
    let description = format!(
        "Mean entropy of {QUERIES} queries over {KEYS} keys against the width d. Divided by √d it is {} nats at width {} and \
         {} at width {}, on the prediction ln n − ½ = {}. Without, it falls from {} to {}: at width {} the largest weight is \
         {} on average, against {} with the scale. Uniform weights would have ln n = {} nats.",
        super::text(first.scaled.entropy, 2),
        first.width,
        super::text(last.scaled.entropy, 2),
        last.width,
        super::text(predicted_entropy(), 2),
        super::text(first.unscaled.entropy, 2),
        super::text(last.unscaled.entropy, 2),
        last.width,
        super::text(last.unscaled.largest, 2),
        super::text(last.scaled.largest, 2),
        super::text(uniform, 2),
    );
    let ends = [WIDTHS[0], WIDTHS[WIDTHS.len() - 1]].map(|width| width as f64);
    let line =
        |of: fn(&Row) -> f64| rows.iter().map(move |row| (row.width as f64, of(row))).collect::<Vec<_>>();
    Chart::new("Divided by √d, scores stay as spread out as they were", &description)
        .x(Axis::log2("width d of queries and keys").ticks(&WIDTHS.map(|width| width as f64)))
        .y(Axis::linear("mean entropy of the weights, nats").range(0.0, 6.0))
        .line(Series::new("ln n", ends.map(|x| (x, uniform))).reference())
        .line(Series::new("ln n − ½", ends.map(|x| (x, predicted_entropy()))).reference())
        .line(Series::new("divided by √d", line(|row| row.scaled.entropy)).points_only().label_below(64.0))
        .line(Series::new("not divided", line(|row| row.unscaled.entropy)).label_above(100.0))
        .save()
}
