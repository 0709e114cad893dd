//! Between arrays and what kernels take and fill.

use ndarray::{Array, ArrayView, Dimension, ShapeBuilder};

use crate::{Argument, Filled};

/// An array's elements in row-major order.
pub(crate) fn flat<D: Dimension>(array: ArrayView<'_, f64, D>) -> Vec<f64> {
    array.iter().copied().collect()
}

/// What a kernel filled, as an array of a shape.
pub(crate) fn shaped<S: ShapeBuilder>(shape: S, filled: Filled) -> Array<f64, S::Dim> {
    Array::from_shape_vec(shape, filled.reals()).expect("the kernel fills as many values as its launch says")
}

pub(crate) fn take<const N: usize>(outputs: Vec<Filled>) -> [Filled; N] {
    outputs.try_into().expect("the launch has as many outputs as the kernel declares")
}

/// Sizes as a kernel takes them.
pub(crate) fn sizes<const N: usize>(sizes: [usize; N]) -> impl Iterator<Item = Argument> {
    sizes.into_iter().map(|size| Argument::Integer(size as i64))
}
