//! What a wider model does to its scores: dot products spread, additive scores cannot.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, ArrayView2};

use super::normals;
use crate::{Additive, Luong, PairScore, Softmax};

/// The number of keys.
pub const KEYS: usize = 256;
/// The number of queries over which is averaged.
pub const QUERIES: usize = 16;
/// The hidden units of the additive score.
pub const HIDDEN: usize = 16;
/// The widths in the figure.
pub const WIDTHS: [usize; 5] = [4, 16, 64, 256, 1024];

const SEED: u64 = 1508;

/// Both scores at one width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The width d of queries and keys.
    pub width: usize,
    /// The mean entropy of a query's weights, in nats, from dot products.
    pub dot: f64,
    /// The same from additive scores.
    pub additive: f64,
    /// The mean slope of the additive score's hidden units, 1 − tanh².
    pub slope: f64,
}

/// The sum of |w_score|, which no additive score exceeds: √[`HIDDEN`].
pub fn bound() -> f64 {
    (HIDDEN as f64).sqrt()
}

/// Entropies for all [`WIDTHS`]. Queries, keys and the matrices w_query and w_key are independent standard normal numbers;
/// w_score has [`HIDDEN`] entries of size 1/√[`HIDDEN`], half of them negative.
pub fn rows(softmax: Softmax, additive: Additive, luong: Luong) -> Vec<Row> {
    let mut random = super::random(SEED);
    let size = 1.0 / (HIDDEN as f32).sqrt();
    let w_score = Array1::from_shape_fn(HIDDEN, |u| if u % 2 == 0 { size } else { -size });
    let row = |width| {
        let queries = normals(&mut random, (QUERIES, width));
        let keys = normals(&mut random, (KEYS, width));
        let [w_query, w_key] = [(); 2].map(|()| normals(&mut random, (width, HIDDEN)));
        let (q, k) = (queries.view(), keys.view());
        let values = Array2::zeros((KEYS, 1));
        let (scores, _) = additive(q, k, values.view(), w_query.view(), w_key.view(), w_score.view());
        Row {
            width,
            dot: entropy(softmax((luong.scores)(q, k, PairScore::Dot).view()).view()),
            additive: entropy(softmax(scores.view()).view()),
            slope: slope(&queries.dot(&w_query), &keys.dot(&w_key)),
        }
    };
    WIDTHS.into_iter().map(row).collect()
}

/// The mean of 1 − tanh² over all pairs and hidden units.
pub fn slope(from_query: &Array2<f32>, from_key: &Array2<f32>) -> f64 {
    let pairs = from_query.rows().into_iter().flat_map(|x| from_key.rows().into_iter().map(move |y| (x, y)));
    let units = pairs.flat_map(|(x, y)| x.into_iter().zip(y));
    let slopes = units.map(|(&x, &y)| 1.0 - f64::from((x + y).tanh()).powi(2));
    slopes.sum::<f64>() / (from_query.nrows() * from_key.nrows() * from_query.ncols()) as f64
}

/// The mean over rows of −Σ w ln w in nats, where a weight of 0 adds nothing.
fn entropy(weights: ArrayView2<'_, f32>) -> f64 {
    let terms = weights.iter().map(|&weight| f64::from(weight)).filter(|&weight| weight > 0.0);
    terms.map(|w| -w * w.ln()).sum::<f64>() / weights.nrows() as f64
}

/// Mean entropy against the width, from dot products and from additive scores.
///
/// # Panics
/// If the answers give no finite entropy for any width.
pub fn figure(softmax: Softmax, additive: Additive, luong: Luong) -> Figure {
    let rows = rows(softmax, additive, luong);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let uniform = (KEYS as f64).ln();
    let description = format!(
        "Mean entropy of {QUERIES} queries over {KEYS} keys against the width d. From dot products it falls from {} nats at \
         width {} to {} at width {}. From additive scores with {HIDDEN} hidden units, none of which exceeds {}, it is {} and \
         {} nats. Uniform weights would have ln n = {} nats.",
        super::text(first.dot, 2),
        first.width,
        super::text(last.dot, 2),
        last.width,
        super::text(bound(), 0),
        super::text(first.additive, 2),
        super::text(last.additive, 2),
        super::text(uniform, 2),
    );
    let ends = [WIDTHS[0], WIDTHS[WIDTHS.len() - 1]].map(|width| width as f64);
    let line =
        |of: fn(&Row) -> f64| rows.iter().map(move |row| (row.width as f64, of(row))).collect::<Vec<_>>();
    Chart::new("Dot products spread with the width, additive scores do not", &description)
        .x(Axis::log2("width d of queries and keys").ticks(&WIDTHS.map(|width| width as f64)))
        .y(Axis::linear("mean entropy of the weights, nats").range(0.0, 6.0))
        .line(Series::new("ln n", ends.map(|x| (x, uniform))).reference())
        .line(Series::new("additive score", line(|row| row.additive)).label_below(64.0))
        .line(Series::new("dot product", line(|row| row.dot)).label_above(100.0))
        .save()
}
