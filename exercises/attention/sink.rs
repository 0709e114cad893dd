//! attention/sink: a score that no key has, so that a head can look at nothing.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/sink
//! Stuck?     cargo run -- hint attention/sink

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
    todo!("write `sink`")
}
