//! A head that finds nothing to look at: every score is the same, and low.

use ndarray::{Array1, Array2, Array3, Axis};

use crate::{ScaledDotProduct, Sink};

/// The number of keys.
pub const KEYS: usize = 64;

/// What a query gets when every score is `score`: without a sink and with one of 0.
///
/// The values are 1, so the output is the sum of the weights. Scores and values have one channel.
pub fn outputs(attend: ScaledDotProduct, sink: Sink, score: f32) -> (f32, f32) {
    let query = Array2::from_elem((1, 1), score);
    let (keys, values) = (Array2::ones((KEYS, 1)), Array2::ones((KEYS, 1)));
    let without = attend(query.view(), keys.view(), values.view(), crate::Mask::None);
    let head = |matrix: Array2<f32>| matrix.insert_axis(Axis(0));
    let (query, keys, values) = (head(query), head(keys), head(values));
    let all = Array2::from_elem((1, KEYS), true);
    let none: Array1<f32> = Array1::zeros(1);
    let with: Array3<f32> = sink(query.view(), keys.view(), values.view(), none.view(), all.view());
    (without[[0, 0]], with[[0, 0, 0]])
}
