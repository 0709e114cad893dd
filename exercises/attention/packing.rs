//! attention/packing: several documents share one sequence and do not see each other.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/packing
//! Stuck?     cargo run -- hint attention/packing

use std::iter::{repeat, repeat_n};

use ndarray::{Array1, Array2, ArrayView2};

/// Which position may see which: `(total, total)`, true at (i, j) if query i sees key j.
///
/// The documents stand one after the other from position 0, with these `lengths`; what is left of the `total` positions is
/// padding. Position i sees position j when both belong to the same document and j ≤ i. Padding sees nothing, and nothing
/// sees padding. There is at least one document and at least one position that is not padding, and the documents always
/// fit. A length may be 0, the first and the last too: that document has no position.
pub fn mask(lengths: &[usize], total: usize) -> Array2<bool> {
    todo!("write `mask`")
}

/// The place of each position in its own document, counted from 0; 0 in the padding. Shape `(total)`.
pub fn positions(lengths: &[usize], total: usize) -> Array1<usize> {
    todo!("write `positions`")
}

/// Where the loss of next-token prediction counts: true at t if position t + 1 belongs to the same document as t. Shape
/// `(total)`.
pub fn targets(lengths: &[usize], total: usize) -> Array1<bool> {
    todo!("write `targets`")
}

/// Scaled dot-product attention under that mask: `softmax(queries · keysᵀ / √d) · values` over what each position sees.
///
/// Shapes: `queries` and `keys` (total, d), `values` (total, d_v) give (total, d_v). The rows of the padding hold finite
/// numbers, and their output is 0. Scores lie within ±30. The views may be transposed or strided. You may call your own
/// softmax, as `super::softmax::softmax`.
pub fn attend(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    lengths: &[usize],
) -> Array2<f32> {
    todo!("write `attend`")
}
