//! attention/packing: several documents share one sequence and do not see each other.

use std::iter::{repeat, repeat_n};

use ndarray::{Array1, Array2, ArrayView2};

/// Which position may see which: `(total, total)`, true at (i, j) if query i sees key j.
///
/// The documents stand one after the other from position 0, with these `lengths`; what is left of the `total` positions is
/// padding. Position i sees position j when both belong to the same document and j ≤ i. Padding sees nothing, and nothing
/// sees padding. There is at least one document and at least one position that is not padding, and the documents always
/// fit. A length may be 0, the first and the last too: that document has no position.
pub fn mask(lengths: &[usize], total: usize) -> Array2<bool> {
    let owner = owners(lengths, total);
    Array2::from_shape_fn((total, total), |(i, j)| j <= i && owner[i].is_some() && owner[i] == owner[j])
}

/// The place of each position in its own document, counted from 0; 0 in the padding. Shape `(total)`.
pub fn positions(lengths: &[usize], total: usize) -> Array1<usize> {
    let places = lengths.iter().flat_map(|&length| 0..length);
    places.chain(repeat(0)).take(total).collect()
}

/// Where the loss of next-token prediction counts: true at t if position t + 1 belongs to the same document as t. Shape
/// `(total)`.
pub fn targets(lengths: &[usize], total: usize) -> Array1<bool> {
    let has_next = lengths.iter().flat_map(|&length| (1..=length).map(move |next| next < length));
    has_next.chain(repeat(false)).take(total).collect()
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
    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
    scores.zip_mut_with(&mask(lengths, queries.nrows()), |score, &seen| {
        if !seen {
            *score = f32::NEG_INFINITY;
        }
    });
    super::softmax::softmax(scores.view()).dot(&values)
}

/// The number of the document at each position; none in the padding.
fn owners(lengths: &[usize], total: usize) -> Vec<Option<usize>> {
    let documents = lengths.iter().enumerate();
    let owners = documents.flat_map(|(number, &length)| repeat_n(Some(number), length));
    owners.chain(repeat(None)).take(total).collect()
}
