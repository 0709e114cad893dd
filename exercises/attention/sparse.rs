//! attention/sparse: masks with √n keys a row, and what two of them reach.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/sparse
//! Stuck?     cargo run -- hint attention/sparse

use ndarray::{Array2, ArrayView2};

/// The two masks of the strided pattern, for two heads or two layers. Entry (i, j) is true when query i sees key j.
///
/// Shapes: both (n, n). No query sees a later key. In the first mask query i sees the last `stride` keys, its own included
/// (as in the code of the Sparse Transformer; its paper counts one more). In the second it sees its own key and those
/// `stride`, 2 · `stride`, 3 · `stride` … before it. n and `stride` are at least 1; `stride` may be larger than n.
pub fn strided(n: usize, stride: usize) -> [Array2<bool>; 2] {
    todo!("write `strided`")
}

/// The two masks of the fixed pattern, which cuts the positions into blocks of `stride`: 0 to `stride` − 1, and so on.
///
/// Shapes: both (n, n). No query sees a later key. In the first mask query i sees the keys of its own block up to its own.
/// In the second it sees the last `columns` positions of every block, its own block's included, as far as they are not
/// later. n and `stride` are at least 1, and `columns` is from 1 to `stride`; the last block may be cut short by n.
pub fn fixed(n: usize, stride: usize, columns: usize) -> [Array2<bool>; 2] {
    todo!("write `fixed`")
}

/// What a query sees through two layers: entry (i, j) is true when there is a position k such that i sees k in the `upper`
/// layer and k sees j in the `lower`.
///
/// Shapes: both masks (t, t), and so the result; t is at least 1. The masks are any, not only causal ones.
pub fn two_hops(upper: ArrayView2<'_, bool>, lower: ArrayView2<'_, bool>) -> Array2<bool> {
    todo!("write `two_hops`")
}
