//! Blocks chosen by the means of their keys, and attention to their tokens.

use ndarray::{Array2, ArrayView2};

use super::{launch, mean_pool};
use crate::Argument::{Integers, IntegersOut, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Filled, Launch, Precision, Unavailable};

pub(crate) fn moba_ranks_launch(
    queries: ArrayView2<'_, f64>,
    means: ArrayView2<'_, f64>,
    block: usize,
) -> Launch {
    let (n, width) = queries.dim();
    let blocks = n.div_ceil(block);
    assert_eq!(means.ncols(), width, "means are as wide as queries");
    assert!(means.nrows() + 1 >= blocks, "{} means for {blocks} blocks", means.nrows());
    // A kernel reads no empty array.
    let mut means = flat(means);
    means.resize(means.len().max(width), 0.0);
    let arrays = [Reals(flat(queries)), Reals(means), IntegersOut(n * blocks)];
    let sizes = sizes([n, width, block, blocks]);
    launch("moba_ranks", n * blocks, arrays.into_iter().chain(sizes).collect())
}

/// The rank of each block for each query of one head: 0 for its own block, from 1 on for the blocks before it, that with the
/// largest product of the query and the mean of the block's keys first and of equal ones the earlier first, and −1 for blocks after its own.
/// A query takes the blocks whose rank is from 0 to k − 1 (MoonshotAI/MoBA, `moba_naive.py`).
///
/// # Shapes
/// `queries` and `keys` (n, d); the result is (n, ⌈n / `block`⌉).
///
/// # Panics
/// If `block` is 0, or the shapes differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn moba_ranks(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    block: usize,
    precision: Precision,
) -> Result<Array2<i64>, Unavailable> {
    assert_eq!(queries.dim(), keys.dim(), "a key for each query");
    let means = mean_pool(keys, block, precision)?;
    let [ranks] = take(moba_ranks_launch(queries, means.view(), block).run(precision)?);
    let Filled::Integers(ranks) = ranks else {
        unreachable!("the kernel's declaration says that ranks are whole")
    };
    let shape = (queries.nrows(), queries.nrows().div_ceil(block));
    Ok(Array2::from_shape_vec(shape, ranks).expect("the kernel ranks every block"))
}

pub(crate) fn moba_attend_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    block: usize,
    chosen: &[Vec<usize>],
) -> Launch {
    let ((n, width), value_width) = (queries.dim(), values.ncols());
    assert_eq!(keys.dim(), (n, width), "a key for each query");
    assert_eq!(values.nrows(), n, "a value for each key");
    assert_eq!(chosen.len(), n, "a list for each query");
    for (t, list) in chosen.iter().enumerate() {
        assert!(list.contains(&(t / block)), "query {t} attends to its own block");
    }
    let mut starts = vec![0];
    for list in chosen {
        starts.push(starts[starts.len() - 1] + list.len() as i64);
    }
    let chosen = chosen.iter().flatten().map(|&block| block as i64).collect();
    let outputs = n * value_width;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(values)),
        Integers(chosen),
        Integers(starts),
        RealsOut(outputs),
    ];
    let sizes = sizes([n, width, value_width, block]);
    launch("moba_attend", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Attention of each query to the tokens of its chosen blocks that do not come after it (MoonshotAI/MoBA, `moba_naive.py`).
///
/// # Shapes
/// `queries` and `keys` (n, d), `values` (n, e), a list of blocks for each query; the result is (n, e).
///
/// # Panics
/// If the shapes do not fit together, or a list lacks the query's own block.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn moba_attend(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    block: usize,
    chosen: &[Vec<usize>],
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(moba_attend_launch(queries, keys, values, block, chosen).run(precision)?);
    Ok(shaped(values.dim(), output))
}
