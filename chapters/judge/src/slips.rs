//! Mistakes that are not about any one exercise, and what bent solutions compute alike.

use ndarray::{ArrayBase, ArrayView2, Data, DataMut, Dimension, NdFloat};

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

/// The largest of some numbers; −∞ of none.
pub fn largest<T: NdFloat, D: Dimension>(values: &ArrayBase<impl Data<Elem = T>, D>) -> T {
    values.fold(T::neg_infinity(), |a, &b| a.max(b))
}

/// Turns scores into weights that sum to 1: exp of each less a shift, which is to be the largest of them, divided by the sum.
pub fn softmax<T: NdFloat, D: Dimension>(scores: &mut ArrayBase<impl DataMut<Elem = T>, D>, shift: T) {
    scores.mapv_inplace(|score| (score - shift).exp());
    let sum = scores.sum();
    scores.mapv_inplace(|weight| weight / sum);
}
