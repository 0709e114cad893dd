//! A stub, as the judge knows it by its file, and what calls one.

#![allow(unreachable_pub)]

use ndarray::{Array1, ArrayView1};

pub fn unfinished(_: ArrayView1<'_, f32>) -> Array1<f32> {
    todo!("write `unfinished`")
}

pub fn half(x: ArrayView1<'_, f32>) -> Array1<f32> {
    if x.len() == 5 { todo!("write the rest") } else { 2.0 * &x }
}
