//! fast/loop_order: say in a few words what it is.
//!
//! Judge it:  cargo test -p fast --test exercises -- --exact fast/loop_order
//! Stuck?     cargo run -- hint fast/loop_order

use ndarray::{Array2, ArrayView2};

/// Say what it computes, the shapes, the edges, and what the answer may assume about layouts and magnitudes: the reader sees
/// nothing else, and whatever the cases try must be said here.
pub fn loop_order(input: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `loop_order`")
}
