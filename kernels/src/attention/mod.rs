//! Typed access to `cuda/attention.cu`. Inputs are views of any layout, in double precision.

mod basic;
mod blocks;
mod heads;
mod look_back;
mod nearby;
mod positions;
mod tiles;

use ndarray::{Array, ArrayView, Dimension, ShapeBuilder};

use crate::{Filled, Launch};
pub use basic::*;
pub use blocks::*;
pub use heads::*;
pub use look_back::*;
pub use nearby::*;
pub use positions::*;
pub use tiles::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("attention", kernel, threads, arguments)
}

/// An array's elements in row-major order.
fn flat<D: Dimension>(array: ArrayView<'_, f64, D>) -> Vec<f64> {
    array.iter().copied().collect()
}

/// What a kernel filled, as an array of a shape.
fn shaped<S: ShapeBuilder>(shape: S, filled: Filled) -> Array<f64, S::Dim> {
    Array::from_shape_vec(shape, filled.reals()).expect("the kernel fills as many values as its launch says")
}

fn take<const N: usize>(outputs: Vec<Filled>) -> [Filled; N] {
    outputs.try_into().expect("the launch has as many outputs as the kernel declares")
}
