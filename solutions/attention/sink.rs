//! attention/sink: a score that no key has, so that a head can look at nothing.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, s};

/// Attention in which each head has a sink: a learned score that takes part in the softmax and brings no value.
///
/// Shapes: `queries` (heads, n, d), `keys` (heads, m, d), `values` (heads, m, d_v), `sinks` (heads) and `visible` (n, m) give
/// (heads, n, d_v). All sizes are at least 1. The four views of numbers may be transposed or strided.
///
/// In head h the weight of key j for query i is exp(s) / (exp(z) + Σ exp(s')), with s = query i · key j / √d, the sum over
/// the keys that query i sees, and z = `sinks[h]` as it is. So the weights of a row sum to less than 1, and what is missing
/// is the sink's. The output is the sum of weight · value. `visible[[i, j]]` is true when query i sees key j, in every head;
/// a key that it does not see has weight 0, and a query that sees no key gets 0. Scores, those that are hidden too, and sinks
/// can be as large as ±2000, and far apart: no intermediate result may spoil the output. You may call your own softmax, as
/// `super::softmax::softmax`.
pub fn sink(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    values: ArrayView3<'_, f32>,
    sinks: ArrayView1<'_, f32>,
    visible: ArrayView2<'_, bool>,
) -> Array3<f32> {
    let (n, m) = visible.dim();
    let root = (queries.len_of(Axis(2)) as f32).sqrt();
    let mut output = Array3::zeros((queries.len_of(Axis(0)), n, values.len_of(Axis(2))));
    for (head, mut output) in output.outer_iter_mut().enumerate() {
        // A column more than there are keys: the sink's.
        let mut scores = Array2::from_elem((n, m + 1), sinks[head]);
        let products = queries.index_axis(Axis(0), head).dot(&keys.index_axis(Axis(0), head).t());
        for ((i, j), product) in products.indexed_iter() {
            scores[[i, j]] = if visible[[i, j]] { product / root } else { f32::NEG_INFINITY };
        }
        let weights = super::softmax::softmax(scores.view());
        output.assign(&weights.slice(s![.., ..m]).dot(&values.index_axis(Axis(0), head)));
    }
    output
}
