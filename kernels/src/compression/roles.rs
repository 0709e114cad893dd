//! The two roles of a token.

use ndarray::{Array2, ArrayView2};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

/// What tokens bring to a compressor in one role.
#[derive(Clone, Copy)]
pub struct Role<'a> {
    /// What is pooled; shape (n, c).
    pub values: ArrayView2<'a, f64>,
    /// Shape (n, c).
    pub gates: ArrayView2<'a, f64>,
    /// What is added to the gates, for each place in a block; shape (m, c).
    pub bias: ArrayView2<'a, f64>,
}

pub(crate) fn dual_role_launch<'a>(current: Role<'a>, previous: Role<'a>) -> Launch {
    let (tokens, width) = current.values.dim();
    let block = current.bias.nrows();
    assert!(block > 0, "a block has tokens");
    for role in [current, previous] {
        assert_eq!(role.values.dim(), (tokens, width), "a value for each token and channel");
        assert_eq!(role.gates.dim(), (tokens, width), "a gate for each token and channel");
        assert_eq!(role.bias.dim(), (block, width), "a bias for each place and channel");
    }
    let entries = tokens / block * width;
    let inputs = [current, previous].into_iter().flat_map(|role| [role.values, role.gates, role.bias]);
    let arrays = inputs.map(|array| Reals(flat(array))).chain([RealsOut(entries)]);
    launch("roles_pool", entries, arrays.chain(sizes([tokens, block, width])).collect())
}

/// The entries of the compressor of DeepSeek-V4 (equations 9 to 12 of its report, arXiv 2606.19348), without norm and rotation: for
/// each complete block of m tokens, and in each channel, one softmax over the m tokens of the block in the role `current` and the m
/// before them in the role `previous`. The first entry pools its own m tokens alone.
///
/// # Shapes
/// Values and gates (n, c), biases (m, c); the result is (⌊n/m⌋, c).
///
/// # Panics
/// If the shapes do not fit together, or m is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dual_role<'a>(
    current: Role<'a>,
    previous: Role<'a>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (current.values.nrows() / current.bias.nrows(), current.values.ncols());
    let [entries] = take(dual_role_launch(current, previous).run(precision)?);
    Ok(shaped(shape, entries))
}
