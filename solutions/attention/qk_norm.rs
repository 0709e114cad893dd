//! attention/qk_norm: scores that cannot explode, because queries and keys have a length of their own.

use ::attention::Rotate;
use ndarray::{Array2, Array3, ArrayView1, ArrayView3, Axis};

/// RMSNorm of each head's vector: x ↦ gain · x / √(mean(x²) + ε), with ε = `1e-6`, channel by channel.
///
/// Shapes: `x` (tokens, heads, d) and `gain` (d) give (tokens, heads, d). The mean runs over the d channels of one head of
/// one token. All heads share `gain`, which multiplies as it is: with ones it does nothing. A vector may be tiny, so that
/// ε counts, or zero, which stays zero; entries can be as large as ±10,000. There is at least one token and one head, and d
/// is even. The views may be transposed or strided.
pub fn normalise(x: ArrayView3<'_, f32>, gain: ArrayView1<'_, f32>) -> Array3<f32> {
    let mut normal = x.to_owned();
    for mut vector in normal.lanes_mut(Axis(2)) {
        let mean = vector.dot(&vector) / vector.len() as f32;
        vector /= (mean + 1e-6).sqrt();
        vector *= &gain;
    }
    normal
}

/// The scores of attention with QK-norm: queries and keys are normalised, then rotated, then multiplied.
///
/// Shapes: `queries` (n, heads, d), `keys` (m, heads, d) and a gain (d) for each give scores (heads, n, m), divided by √d,
/// without mask and softmax. Each head has its own keys here. d is even, n ≤ m, and the views may be transposed or strided.
///
/// `rotate(x, first)` is RoPE, given to you: it takes the vectors of consecutive tokens, (tokens, d), the first of which
/// stands at position `first`, and returns them rotated. Keys stand at positions 0 to m − 1. The queries are the last n
/// positions. The rotation comes after the norm.
pub fn scores(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    query_gain: ArrayView1<'_, f32>,
    key_gain: ArrayView1<'_, f32>,
    rotate: Rotate,
) -> Array3<f32> {
    let ((n, heads, width), m) = (queries.dim(), keys.dim().0);
    let (queries, keys) = (normalise(queries, query_gain), normalise(keys, key_gain));
    let mut scores = Array3::zeros((heads, n, m));
    for h in 0..heads {
        let query: Array2<f32> = rotate(queries.index_axis(Axis(1), h), m - n);
        let key: Array2<f32> = rotate(keys.index_axis(Axis(1), h), 0);
        scores.index_axis_mut(Axis(0), h).assign(&(query.dot(&key.t()) / (width as f32).sqrt()));
    }
    scores
}
