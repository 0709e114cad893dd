//! Typed access to `cuda/attention.cu`. Inputs are views of any layout, in double precision.

mod basic;

// >> look_back

mod look_back;

// << look_back

// >> positions

mod positions;

// << positions

// >> heads
mod heads;
// << heads

// >> nearby

mod nearby;

// << nearby

// >> tiles
mod tiles;

// << tiles

// >> blocks
mod blocks;

// << blocks

use ndarray::{Array, ArrayView, Dimension, ShapeBuilder};

pub use basic::*;

// >> use look_back
pub use look_back::*;

// << use look_back

// >> use positions

pub use positions::*;

// << use positions

// >> use heads
pub use heads::*;
// << use heads

// >> use nearby

pub use nearby::*;

// << use nearby

// >> use tiles
pub use tiles::*;

// << use tiles

// >> use blocks
pub use blocks::*;

// << use blocks

use crate::{Filled, Launch};

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
