//! compression/nsa: three kinds of attention at once, each with a gate of its own.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, s};

use super::mean_pool::mean_pool;

/// Softmax attention of one query over some keys; zeros if there are none. And its weights.
fn attend(query: ArrayView1<'_, f32>, keys: ArrayView2<'_, f32>, values: ArrayView2<'_, f32>) -> (Array1<f32>, Array1<f32>) {
    if keys.is_empty() {
        return (Array1::zeros(values.ncols()), Array1::zeros(0));
    }
    let scores = keys.dot(&query) / (query.len() as f32).sqrt();
    let largest = scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
    let weights = (scores - largest).exp();
    let weights = &weights / weights.sum();
    (weights.dot(&values), weights)
}

/// Native sparse attention with shared keys and values for its three branches.
///
/// To be written: shapes, the choice, the gates.
pub fn nsa(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    values: ArrayView3<'_, f32>,
    gates: ArrayView3<'_, f32>,
    block: usize,
    chosen: usize,
    window: usize,
) -> Array3<f32> {
    let _ = (attend, mean_pool, Array2::<f32>::zeros((0, 0)), Axis(0), s![0]);
    let _ = (queries, keys, values, gates, block, chosen, window);
    unimplemented!("draft")
}
