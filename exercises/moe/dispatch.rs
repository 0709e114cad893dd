//! moe/dispatch: tokens to their experts and back.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/dispatch
//! Stuck?     cargo run -- hint moe/dispatch

use ::moe::{DeviceRows, Permuted};
use ndarray::{Array2, ArrayView2, ArrayView3, s};

/// Puts the tokens into the order of their experts.
///
/// Shapes: `tokens` (T, d); `experts` (T, k), the k different experts of each token in any order; `count` is E, the number of
/// experts. A *pair* is a token with one of its choices: pair `t * k + j` is choice j of token t. The result has
///
/// - `order` (T · k): the pairs by rising expert, and those of one expert in rising order of the pairs;
/// - `offsets` (E + 1): expert e has the places `offsets[e]..offsets[e + 1]` of `order`. It starts with 0 and ends with T · k,
///   and an expert that nobody has chosen has an empty range;
/// - `rows` (T · k, d): row r is the token of pair `order[r]`.
///
/// T, d, k and E are at least 1, and k is at most E. `tokens` and `experts` may be transposed or strided.
pub fn permute(tokens: ArrayView2<'_, f32>, experts: ArrayView2<'_, usize>, count: usize) -> Permuted {
    todo!("write `permute`")
}

/// Multiplies the rows of each expert by its matrix, in one pass over the rows.
///
/// Shapes: n rows of width d on a device, `offsets` (E + 1) as [`permute`] gives them, `weights` (E, d, h), one matrix for each
/// expert; the result is (n, h), and its row r is row r of `rows` times `weights[e]`, where e is the expert with
/// `offsets[e] <= r < offsets[e + 1]`.
///
/// The rows cannot be looked at. `rows.times(from..to, matrix)` multiplies some of them by a matrix (d, h) and returns (to −
/// from, h); `rows.count()` is n and `rows.width()` is d. How it is done counts too: each row is in one product, with the
/// matrix of its expert, and all rows of an expert are in the same product. Products of no rows are not counted.
///
/// An expert may have no rows. There is at least one row. `weights` may be transposed or strided.
pub fn grouped(rows: &DeviceRows<'_>, offsets: &[usize], weights: ArrayView3<'_, f32>) -> Array2<f32> {
    todo!("write `grouped`")
}

/// Brings the outputs back to their tokens, and adds up what a token's experts say.
///
/// Shapes: `outputs` (T · k, h) in the order of the pairs that `order` gives, as [`permute`] does; `gates` (T, k), the weight of
/// each choice; the result is (T, h). Row t is the sum over j of `gates[t, j]` times the output of pair `t * k + j`.
///
/// The gates of a token need not sum to 1, and there is nothing to normalise here. A gate may be 0, or negative. T, k and h are
/// at least 1. `outputs` and `gates` may be transposed or strided.
pub fn unpermute(outputs: ArrayView2<'_, f32>, order: &[usize], gates: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `unpermute`")
}
