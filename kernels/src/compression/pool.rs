//! Blocks of tokens as one entry.

use ndarray::{Array2, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Integers, IntegersOut, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Filled, Launch, Precision, Unavailable};

pub(crate) fn mean_pool_launch(tokens: ArrayView2<'_, f64>, block: usize) -> Launch {
    assert!(block > 0, "a block has a token");
    let (entries, width) = (tokens.nrows() / block, tokens.ncols());
    let outputs = entries * width;
    let arrays = [Reals(flat(tokens)), RealsOut(outputs)];
    let arguments = arrays.into_iter().chain(sizes([entries, width, block])).collect();
    launch("mean_pool", outputs, arguments)
}

/// The mean of each complete block of `block` tokens.
///
/// # Shapes
/// `tokens` (n, c) give (⌊n/block⌋, c).
///
/// # Panics
/// If `block` is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mean_pool(
    tokens: ArrayView2<'_, f64>,
    block: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(mean_pool_launch(tokens, block).run(precision)?);
    Ok(shaped((tokens.nrows() / block, tokens.ncols()), out))
}

pub(crate) fn visible_blocks_launch(positions: &[i64], block: usize) -> Launch {
    assert!(
        block > 0 && positions.iter().all(|&position| position >= 0),
        "positions from 0, blocks with a token"
    );
    let count = positions.len();
    let arguments =
        vec![Integers(positions.to_vec()), IntegersOut(count), Integer(count as i64), Integer(block as i64)];
    launch("visible_blocks", count, arguments)
}

/// How many complete blocks of `block` tokens there are once the token at each of some positions is there.
///
/// # Panics
/// If `block` is 0 or a position is negative.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn visible_blocks(
    positions: &[i64],
    block: usize,
    precision: Precision,
) -> Result<Vec<i64>, Unavailable> {
    let [seen] = take(visible_blocks_launch(positions, block).run(precision)?);
    match seen {
        Filled::Integers(seen) => Ok(seen),
        Filled::Reals(_) => unreachable!("the kernel's declaration says that this output is whole"),
    }
}

/// What an entry pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooled {
    /// The tokens of its own block.
    Block,
    /// Those of the block before it as well, if there is one.
    WithBefore,
}

pub(crate) fn pool_by_gates_launch(
    values: ArrayView2<'_, f64>,
    gates: ArrayView2<'_, f64>,
    bias: ArrayView2<'_, f64>,
    pooled: Pooled,
) -> Launch {
    let (n, width) = values.dim();
    let block = block_of(bias, pooled);
    assert_eq!((gates.dim(), bias.ncols()), ((n, width), width), "a gate and a bias for each channel");
    let entries = n / block;
    let outputs = entries * width;
    let arrays = [Reals(flat(values)), Reals(flat(gates)), Reals(flat(bias)), RealsOut(outputs)];
    let overlap = usize::from(pooled == Pooled::WithBefore);
    let arguments = arrays.into_iter().chain(sizes([entries, width, block, overlap])).collect();
    launch("pool_by_gates", outputs, arguments)
}

/// How many tokens a block has for which there are these biases.
fn block_of(bias: ArrayView2<'_, f64>, pooled: Pooled) -> usize {
    let rows = match pooled {
        Pooled::Block => 1,
        Pooled::WithBefore => 2,
    };
    assert!(bias.nrows() > 0 && bias.nrows().is_multiple_of(rows), "a bias for each place");
    bias.nrows() / rows
}

/// Each complete block of m tokens as one entry: in every channel a mean, weighted by the softmax of gates and biases.
///
/// # Shapes
/// `values` (n, c), `gates` (n, c) and `bias`, (m, c) or for [`Pooled::WithBefore`] (2m, c), give (⌊n/m⌋, c).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn pool_by_gates(
    values: ArrayView2<'_, f64>,
    gates: ArrayView2<'_, f64>,
    bias: ArrayView2<'_, f64>,
    pooled: Pooled,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (values.nrows() / block_of(bias, pooled), values.ncols());
    let [out] = take(pool_by_gates_launch(values, gates, bias, pooled).run(precision)?);
    Ok(shaped(shape, out))
}
