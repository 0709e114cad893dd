//! compression/nsa: three kinds of attention at once, each with a gate of its own.

use ndarray::{Array1, Array3, ArrayView1, ArrayView2, ArrayView3, Axis, s};

use super::mean_pool::mean_pool;

/// Softmax attention of one query to some keys, and its weights; zeros if there are no keys.
fn attend(
    query: ArrayView1<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
) -> (Array1<f32>, Array1<f32>) {
    if keys.is_empty() {
        return (Array1::zeros(values.ncols()), Array1::zeros(0));
    }
    let scores = keys.dot(&query) / (query.len() as f32).sqrt();
    let largest = scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
    let weights = (scores - largest).exp();
    let weights = &weights / weights.sum();
    (weights.dot(&values), weights)
}

/// Native sparse attention (NSA), with the same keys and values for its three branches.
///
/// Shapes: `queries` (n, heads, d), `keys` (n, groups, d), `values` (n, groups, e) and `gates` (n, heads, 3) give (n, heads, e). With
/// heads / groups heads to a group, head h belongs to group h / (heads / groups), rounded down, and reads its keys and values. The output
/// is the sum of three branches, each times the gate of its query and head, in this order:
///
/// 0. Compressed: attention to the mean keys and mean values of the blocks of `block` tokens that are complete, which are the blocks 0
///    to ⌊(t + 1)/block⌋ − 1 for query t counted from 0; and zeros where no block is complete.
/// 1. Selected: attention to those of the tokens 0 to t that chosen blocks hold. A query chooses `chosen` blocks for each group, or all that
///    there are if these are fewer. Its own block ⌊t/block⌋, complete or not, is always chosen and counts as one. The others are those
///    of the blocks before it with the largest sums, over the heads of the group, of the weights in branch 0.
/// 2. Window: attention to the last `window` tokens, the own one included, fewer near the start.
///
/// Attention is the softmax of query · key / √d, in each branch for itself. Gates are from 0 to 1, and are not divided by their sum. All
/// sizes are at least 1, and heads is a multiple of groups. `block`, `chosen` and `window` can be larger than n, up to 2²⁰. No two of
/// these sums are equal where it matters: what is chosen lies at least 10⁻⁵ above what is not. Products query · key / √d lie within
/// ±1000, also those of tokens that a query does not see. The four views may be transposed or strided.
pub fn nsa(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    values: ArrayView3<'_, f32>,
    gates: ArrayView3<'_, f32>,
    block: usize,
    chosen: usize,
    window: usize,
) -> Array3<f32> {
    let ((n, heads, _), groups) = (queries.dim(), keys.len_of(Axis(1)));
    let mut output = Array3::zeros((n, heads, values.len_of(Axis(2))));
    for g in 0..groups {
        let (keys, values) = (keys.slice(s![.., g, ..]), values.slice(s![.., g, ..]));
        let (mean_keys, mean_values) = (mean_pool(keys, block), mean_pool(values, block));
        let of_group = g * heads / groups..(g + 1) * heads / groups;
        for t in 0..n {
            let mut add = |branch: usize, h: usize, of_branch: Array1<f32>| {
                output.slice_mut(s![t, h, ..]).scaled_add(gates[[t, h, branch]], &of_branch);
            };

            let complete = (t + 1) / block;
            let mut scores = Array1::zeros(t / block + 1);
            for h in of_group.clone() {
                let (means, of_means) =
                    (mean_keys.slice(s![..complete, ..]), mean_values.slice(s![..complete, ..]));
                let (compressed, weights) = attend(queries.slice(s![t, h, ..]), means, of_means);
                add(0, h, compressed);
                let mut of_complete = scores.slice_mut(s![..complete]);
                of_complete += &weights;
            }
            scores[t / block] = f32::INFINITY;

            let mut blocks: Vec<usize> = (0..scores.len()).collect();
            blocks.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            blocks.truncate(chosen);
            let selected: Vec<usize> = (0..=t).filter(|s| blocks.contains(&(s / block))).collect();
            let near: Vec<usize> = ((t + 1).saturating_sub(window)..=t).collect();
            for (branch, tokens) in [(1, selected), (2, near)] {
                let (keys, values) = (keys.select(Axis(0), &tokens), values.select(Axis(0), &tokens));
                for h in of_group.clone() {
                    add(branch, h, attend(queries.slice(s![t, h, ..]), keys.view(), values.view()).0);
                }
            }
        }
    }
    output
}
