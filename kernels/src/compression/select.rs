//! Scores of blocks, and the choice among them.

use ndarray::{Array2, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integer, IntegersOut, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Filled, Launch, Precision, Unavailable};

pub(crate) fn index_scores_launch(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
) -> Launch {
    let (n, heads, width) = queries.dim();
    let blocks = keys.nrows();
    assert_eq!(keys.ncols(), width, "keys are as wide as queries");
    assert_eq!(weights.dim(), (n, heads), "a weight for each head of each query");
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(weights)), RealsOut(n * blocks)];
    let sizes = sizes([n, heads, width, blocks]);
    launch("select_scores", n * blocks, arrays.into_iter().chain(sizes).collect())
}

/// The scores of the lightning indexer: Σ over heads of weight · ReLU(query · key) (DeepSeek-V3.2 report, equation 1).
///
/// # Shapes
/// `queries` (n, heads, d), `keys` (blocks, d) and `weights` (n, heads); the result is (n, blocks).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn index_scores(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [scores] = take(index_scores_launch(queries, keys, weights).run(precision)?);
    Ok(shaped((queries.dim().0, keys.nrows()), scores))
}

pub(crate) fn block_ranks_launch(scores: ArrayView2<'_, f64>, first: usize, block: usize) -> Launch {
    let (n, blocks) = scores.dim();
    assert!(block > 0, "a block has a token");
    let arrays = [Reals(flat(scores)), IntegersOut(n * blocks)];
    let sizes = [n, blocks, first, block].map(|size| Integer(size as i64));
    launch("select_ranks", n * blocks, arrays.into_iter().chain(sizes).collect())
}

/// The rank of each block among those that a query sees, from 0 for the largest score; −1 for one that it does not see. Query i
/// stands at position `first` + i and sees the blocks of `block` tokens that are complete with it. Of equal scores that of the earlier
/// block comes first. A query takes the blocks whose rank is from 0 to k − 1.
///
/// # Shapes
/// `scores` (n, blocks) and the result are alike. Scores of blocks that a query does not see are not read.
///
/// # Panics
/// If `block` is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn block_ranks(
    scores: ArrayView2<'_, f64>,
    first: usize,
    block: usize,
    precision: Precision,
) -> Result<Array2<i64>, Unavailable> {
    let [ranks] = take(block_ranks_launch(scores, first, block).run(precision)?);
    let Filled::Integers(ranks) = ranks else {
        unreachable!("the kernel's declaration says that ranks are whole")
    };
    Ok(Array2::from_shape_vec(scores.dim(), ranks).expect("the kernel ranks every block"))
}
