//! moe/depths: only some tokens are computed.

use ::moe::Block;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// The positions of the `capacity` largest of `scores` (T), in rising order of the positions.
///
/// Largest means largest: a score may be negative, and its sign counts. Of equal scores the one at the lower position comes
/// first. T is at least 1, and `capacity` is from 1 to T. Scores lie within ±10³⁰, and none is −0.0. Two may be as close as two
/// f32 can be. `scores` may be strided.
pub fn choose(scores: ArrayView1<'_, f32>, capacity: usize) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..scores.len()).collect();
    // Stable, so equal scores stay in the order of their positions.
    positions.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    positions.truncate(capacity);
    positions.sort_unstable();
    positions
}

/// Sends the chosen tokens through a block, and leaves the others as they are.
///
/// Shapes: `tokens` (T, d) and `scores` (T), one router score for each; the result is (T, d). The tokens that [`choose`] picks
/// become `tokens[t] + scores[t] * output of the block`; the others are returned unchanged, to the last bit.
///
/// `block` receives the rows of the chosen tokens alone, (capacity, d), in the order in which they stand in the sequence, and
/// returns as many rows. It has no residual connection. Its tokens look at each other, so it matters which rows it gets, and in
/// which order. Call it once. T and d are at least 1, `capacity` is from 1 to T. Scores and ties are as for [`choose`]. `tokens`
/// may be transposed or strided.
pub fn depths(
    tokens: ArrayView2<'_, f32>,
    scores: ArrayView1<'_, f32>,
    capacity: usize,
    block: &Block<'_>,
) -> Array2<f32> {
    let chosen = choose(scores, capacity);
    let computed = block(tokens.select(Axis(0), &chosen).view());
    let mut result = tokens.to_owned();
    for (&position, output) in chosen.iter().zip(computed.rows()) {
        result.row_mut(position).scaled_add(scores[position], &output);
    }
    result
}
