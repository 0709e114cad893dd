//! Attention to tokens and blocks that were chosen in other ways.

use ndarray::{Array1, Array3, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integers, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

/// Lists as a kernel takes them: their elements one after the other, and where each list begins.
fn joined(lists: &[Vec<usize>]) -> [crate::Argument; 2] {
    let mut starts = vec![0];
    for list in lists {
        starts.push(starts[starts.len() - 1] + list.len() as i64);
    }
    let mut elements: Vec<i64> = lists.iter().flatten().map(|&element| element as i64).collect();
    // A kernel reads no empty array.
    elements.resize(elements.len().max(1), 0);
    [Integers(elements), Integers(starts)]
}

pub(crate) fn dsa_launch(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    chosen: &[Vec<usize>],
) -> Launch {
    let (count, heads, width) = queries.dim();
    assert_eq!(keys.dim(), (count, width), "a key for each query");
    assert_eq!(values.nrows(), count, "a value for each query");
    assert_eq!(chosen.len(), count, "a list for each query");
    assert!(chosen.iter().flatten().all(|&token| token < count), "there are {count} tokens");
    let of_value = values.ncols();
    let outputs = count * heads * of_value;
    let [elements, starts] = joined(chosen);
    let arrays =
        [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), elements, starts, RealsOut(outputs)];
    launch("dsa", outputs, arrays.into_iter().chain(sizes([count, heads, width, of_value])).collect())
}

/// The core of DeepSeek sparse attention: softmax attention over the tokens that each query has chosen, which are the same for all
/// heads (DeepSeek-V3.2 report, section 2.1).
///
/// # Shapes
/// `queries` (n, heads, d), `keys` (n, d), `values` (n, e), a list of tokens for each query; the result is (n, heads, e).
///
/// # Panics
/// If the shapes do not fit together, or a chosen token is not one.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dsa(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    chosen: &[Vec<usize>],
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let [output] = take(dsa_launch(queries, keys, values, chosen).run(precision)?);
    let (count, heads, _) = queries.dim();
    Ok(shaped((count, heads, values.ncols()), output))
}

pub(crate) fn nsa_scores_launch(weights: ArrayView2<'_, f64>, cut: [usize; 3], blocks: usize) -> Launch {
    let (heads, count) = weights.dim();
    let [length, stride, block] = cut;
    assert!(
        stride > 0 && length.is_multiple_of(stride) && block.is_multiple_of(stride),
        "multiples of the stride"
    );
    let arrays = [Reals(flat(weights)), RealsOut(blocks)];
    let sizes = sizes([heads, count, length, stride, block, blocks]);
    launch("nsa_scores", blocks, arrays.into_iter().chain(sizes).collect())
}

/// Scores of selected blocks from the weights of compressed ones, by what they have in common (NSA, arXiv 2502.11089, equations 9
/// and 10, with the index read so that the terms are those of block j).
///
/// # Shapes
/// `weights` (heads, compressed blocks), and in `cut` the length and the stride of these and the length of selected blocks; the
/// result has `blocks` scores.
///
/// # Panics
/// If lengths are no multiples of the stride.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn nsa_scores(
    weights: ArrayView2<'_, f64>,
    cut: [usize; 3],
    blocks: usize,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [scores] = take(nsa_scores_launch(weights, cut, blocks).run(precision)?);
    Ok(shaped(blocks, scores))
}

/// Queries, keys, values and gates.
type Views<'a> = [ArrayView3<'a, f64>; 4];

pub(crate) fn nsa_launch(views: Views<'_>, chosen: &[Vec<usize>], block: usize, window: usize) -> Launch {
    let [queries, keys, values, gates] = views;
    let ((n, heads, width), (of_keys, groups, as_wide)) = (queries.dim(), keys.dim());
    let of_value = values.dim().2;
    assert!(of_keys == n && as_wide == width && heads.is_multiple_of(groups), "keys {:?}", keys.dim());
    assert_eq!(values.dim(), (n, groups, of_value), "a value for each key");
    assert_eq!(gates.dim(), (n, heads, 3), "three gates for each head of each query");
    assert_eq!(chosen.len(), n * groups, "a list for each query in each group");
    assert!(block > 0 && window > 0, "a block has a token, and a query sees its own");
    assert!(chosen.iter().flatten().all(|b| b * block < n), "a chosen block has a token");
    let outputs = n * heads * of_value;
    let [elements, starts] = joined(chosen);
    let [queries, keys, values, gates] = [queries, keys, values, gates].map(|view| Reals(flat(view)));
    let arrays = [queries, keys, values, gates, elements, starts, RealsOut(outputs)];
    let sizes = sizes([n, heads, groups, width, of_value, block, window]);
    launch("nsa", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Native sparse attention with means for compressed blocks, and with lists of selected ones (arXiv 2502.11089; the reference
/// implementation of fla-org/native-sparse-attention).
///
/// # Shapes
/// In `views` queries (n, heads, d), keys (n, groups, d), values (n, groups, e) and gates (n, heads, 3); a list of `chosen` blocks for
/// each query in each group, the groups of a query one after the other. The result is (n, heads, e).
///
/// # Panics
/// If the shapes do not fit together, a chosen block begins behind the last token, or a size is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn nsa(
    views: Views<'_>,
    chosen: &[Vec<usize>],
    block: usize,
    window: usize,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let [output] = take(nsa_launch(views, chosen, block, window).run(precision)?);
    let ((n, heads, _), of_value) = (views[0].dim(), views[2].dim().2);
    Ok(shaped((n, heads, of_value), output))
}
