//! compression/nsa_scores: how much attention fell on each block, measured on blocks that are cut differently.

use ndarray::{Array1, ArrayView2, Axis};

/// Scores of the blocks from which native sparse attention (NSA) selects, made of the weights with which one query attended to
/// compressed blocks.
///
/// Shapes: `weights` (heads, compressed blocks) gives (`blocks`). Counted from 0, compressed block i covers the `length` tokens from
/// i · `stride` on, and selected block j the `block` tokens from j · `block` on. The score of j is the sum over all heads and over
/// all i of weight · (how many tokens i and j have in common) / `stride`.
///
/// All sizes are at least 1. `length` and `block` are multiples of `stride`, and either of them may be the longer one. `length` and
/// `block` are at most 2²⁰. Selected blocks may begin beyond the last compressed one, and compressed ones may end beyond the last
/// selected one. Weights are from 0 to 1. The view may be transposed or strided.
pub fn nsa_scores(
    weights: ArrayView2<'_, f32>,
    length: usize,
    stride: usize,
    block: usize,
    blocks: usize,
) -> Array1<f32> {
    let weights = weights.sum_axis(Axis(0));
    let common = |i: usize, j: usize| {
        let end = (i * stride + length).min((j + 1) * block);
        end.saturating_sub((i * stride).max(j * block))
    };
    let score = |j: usize| {
        let parts = weights.iter().enumerate().map(|(i, weight)| weight * (common(i, j) / stride) as f32);
        parts.sum()
    };
    (0..blocks).map(score).collect()
}
