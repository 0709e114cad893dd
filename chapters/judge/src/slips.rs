//! Mistakes that are not about any one exercise.

use ndarray::ArrayView2;

use crate::Mistake;

/// The mistake of an answer that [`as_slices`] stands for.
pub fn assumes_contiguous<K>(bend: fn(&mut K)) -> Mistake<K> {
    Mistake::new(
        "assumes_contiguous",
        "as_slice() is None for a transposed or strided view, and unwrap panics. Go through rows, lanes or indices, or copy \
         the view with to_owned() and as_standard_layout() first.",
        bend,
    )
}

/// The mistake of an answer that reshapes the product of two transposed views.
pub fn reshapes_columns<K>(bend: fn(&mut K)) -> Mistake<K> {
    Mistake::new(
        "reshapes_columns",
        "into_shape_with_order fails on a product whose memory runs down the columns, which the product of two transposed \
         views does. Slice columns instead, or make it as_standard_layout().to_owned() first.",
        bend,
    )
}

/// Takes the memory of a view as a slice, of the whole or of each row: the mistake of an answer that does not expect
/// transposed or strided views.
///
/// # Panics
/// As such an answer does.
pub fn as_slices(view: ArrayView2<'_, f32>, rows: bool) {
    if rows {
        for row in view.rows() {
            row.to_slice().unwrap();
        }
    } else {
        view.as_slice().unwrap();
    }
}
