//! Mistakes that are not about any one exercise, and what bent solutions compute alike.

use ndarray::{Array, ArrayBase, ArrayView, ArrayView2, Data, DataMut, Dimension, NdFloat};

use crate::{Mistake, Tensor};

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

/// The mistake of an answer that [`memory_of`] stands for.
pub fn memory_order<K>(bend: fn(&mut K)) -> Mistake<K> {
    Mistake::new(
        "memory_order",
        "the memory behind a view is read as if it lay row by row: to_owned().into_raw_vec_and_offset() gives it as it lies, and \
         that of a transposed view lies column by column. Go through rows or indices, or copy with as_standard_layout() first.",
        bend,
    )
}

/// The numbers of a view in the order in which they lie in memory, taken for its rows one after the other.
///
/// # Panics
/// Never: there are as many numbers.
pub fn memory_of<D: Dimension>(view: ArrayView<'_, f32, D>) -> Array<f32, D> {
    let shape = view.raw_dim();
    let (numbers, _) = view.to_owned().into_raw_vec_and_offset();
    Array::from_shape_vec(shape, numbers).expect("as many numbers")
}

/// As [`memory_of`], of an input.
pub fn in_memory_order<D: Dimension>(tensor: &Tensor<D>) -> Tensor<D> {
    memory_of(tensor.held().view()).into()
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
