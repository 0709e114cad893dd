//! compression/moba: blocks are chosen by the mean of their keys, with nothing to train.

use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

use super::{mean_pool::mean_pool, top_k::top_k};

/// For each query of one head the blocks that it attends to, in ascending order.
///
/// To be written.
pub fn choose(queries: ArrayView2<'_, f32>, keys: ArrayView2<'_, f32>, block: usize, k: usize) -> Vec<Vec<usize>> {
    let _ = (queries, keys, block, k, mean_pool, top_k);
    unimplemented!("draft")
}

/// Attention to the tokens of the chosen blocks.
///
/// To be written.
pub fn attend(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Array2<f32> {
    let _ = (queries, keys, values, block, chosen, Axis(0), s![0], concatenate![Axis(0), keys, keys]);
    unimplemented!("draft")
}
